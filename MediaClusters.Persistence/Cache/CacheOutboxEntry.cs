using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaClusters.Persistence.Cache;

/// <summary>A row of <c>cache_outbox</c>: a cache update that a commit owes.</summary>
internal sealed class CacheOutboxEntry
{
    public Guid PetId { get; init; }

    public long Version { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class CacheOutboxConfiguration : IEntityTypeConfiguration<CacheOutboxEntry>
{
    public void Configure(EntityTypeBuilder<CacheOutboxEntry> builder)
    {
        builder.ToTable("cache_outbox");
        builder.HasKey(entry => new { entry.PetId, entry.Version });
        builder.Property(entry => entry.CreatedAt).HasDefaultValueSql("now()");
        builder.HasIndex(entry => entry.CreatedAt, "ix_cache_outbox_created_at");
    }
}
