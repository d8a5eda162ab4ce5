using MediaClusters.Persistence.Clusters;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaClusters.Persistence.Pets;

internal sealed class PetConfiguration : IEntityTypeConfiguration<Pet>
{
    public void Configure(EntityTypeBuilder<Pet> builder)
    {
        builder.ToTable("pets", table => table.HasCheckConstraint(
            "ck_pets_head", "latest_version >= 0 AND (latest_version = 0) = (latest_cluster_id IS NULL)"));
        builder.HasKey(pet => pet.PetId);
        builder.Property(pet => pet.LatestVersion).HasDefaultValue(0L);
        builder.Property(pet => pet.UpdatedAt).HasDefaultValueSql("now()");
        builder.Property(pet => pet.Metadata).HasColumnType("jsonb");
        builder.HasIndex(pet => pet.UpdatedAt, "ix_pets_without_version").HasFilter("latest_version = 0").IsCreatedConcurrently();

        // Restrict: whoever deletes old versions can never delete a pet's latest.
        builder.HasOne<PetCluster>().WithMany().HasForeignKey(pet => pet.LatestClusterId).OnDelete(DeleteBehavior.Restrict);
    }
}
