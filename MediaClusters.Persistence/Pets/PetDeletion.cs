using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaClusters.Persistence.Pets;

/// <summary>A row of <c>pet_deletions</c>: the audit of a pet whose data was deleted, and all that is left of it.</summary>
internal sealed class PetDeletion
{
    public Guid Id { get; init; }

    public Guid PetId { get; init; }

    /// <summary>The number the deletion itself took; a pet of the same id goes on above it, or a cached version could come back under its number.</summary>
    public long Version { get; init; }

    /// <summary>Name of the caller's token.</summary>
    public required string RequestedBy { get; init; }

    public string? Reason { get; init; }

    /// <summary>Rows removed by table, as a JSON object.</summary>
    public required string Removed { get; init; }

    public DateTimeOffset DeletedAt { get; init; }
}

internal sealed class PetDeletionConfiguration : IEntityTypeConfiguration<PetDeletion>
{
    public void Configure(EntityTypeBuilder<PetDeletion> builder)
    {
        builder.ToTable("pet_deletions", table => table.HasCheckConstraint("ck_pet_deletions_version", "version > 0"));
        builder.HasKey(deletion => deletion.Id);
        builder.Property(deletion => deletion.Id).ValueGeneratedNever();
        builder.Property(deletion => deletion.Removed).HasColumnType("jsonb");
        builder.Property(deletion => deletion.DeletedAt).HasDefaultValueSql("now()");
        builder.HasIndex(deletion => new { deletion.PetId, deletion.Version }, "ux_pet_deletions_pet").IsUnique();
    }
}
