using MediaClusters.Persistence.Pets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaClusters.Persistence.Images;

internal sealed class PetImageConfiguration : IEntityTypeConfiguration<PetImage>
{
    public void Configure(EntityTypeBuilder<PetImage> builder)
    {
        builder.ToTable("pet_images", table =>
        {
            table.HasCheckConstraint("ck_pet_images_embedding", "dimensions > 0 AND octet_length(embedding) = 4 * dimensions");
            table.HasCheckConstraint("ck_pet_images_quality", "quality BETWEEN 0 AND 1");
        });
        builder.HasKey(image => image.ImageId);
        builder.Property(image => image.ImageId).ValueGeneratedNever();
        builder.Property(image => image.Metadata).HasColumnType("jsonb");
        builder.Property(image => image.UpdatedAt).HasDefaultValueSql("now()");
        builder.HasOne<Pet>().WithMany().HasForeignKey(image => image.PetId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(image => new { image.PetId, image.Model }, "ix_pet_images_pet_model");
    }
}
