using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaClusters.Persistence.Jobs;

/// <summary>A row of <c>idempotency_keys</c>: the job that answered a caller's key.</summary>
internal sealed class IdempotencyKey
{
    public required string Key { get; init; }

    public required byte[] RequestHash { get; init; }

    public Guid JobId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class IdempotencyKeyConfiguration : IEntityTypeConfiguration<IdempotencyKey>
{
    public void Configure(EntityTypeBuilder<IdempotencyKey> builder)
    {
        builder.ToTable("idempotency_keys");
        builder.HasKey(key => key.Key);
        builder.Property(key => key.CreatedAt).HasDefaultValueSql("now()");
        builder.HasIndex(key => key.CreatedAt, "ix_idempotency_keys_created_at");
        builder.HasOne<ClusterJob>().WithMany().HasForeignKey(key => key.JobId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(key => key.JobId, "ix_idempotency_keys_job_id");
    }
}
