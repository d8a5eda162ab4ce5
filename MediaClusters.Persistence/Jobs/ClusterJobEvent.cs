using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaClusters.Persistence.Jobs;

/// <summary>A row of <c>cluster_job_events</c>: the audit of what a caller did to a job. It goes with the job.</summary>
internal sealed class ClusterJobEvent
{
    public const string Cancelled = "cancelled";
    public const string Redriven = "redriven";

    public long Id { get; init; }

    public Guid JobId { get; init; }

    public Guid PetId { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary><see cref="Cancelled"/> or <see cref="Redriven"/>.</summary>
    public required string Action { get; init; }

    /// <summary>Name of the caller's token.</summary>
    public required string Actor { get; init; }

    public string? Reason { get; init; }

    /// <summary>The job's last error until then.</summary>
    public string? Error { get; init; }

    /// <summary>Why the job had failed until then.</summary>
    public string? Failure { get; init; }
}

internal sealed class ClusterJobEventConfiguration : IEntityTypeConfiguration<ClusterJobEvent>
{
    public void Configure(EntityTypeBuilder<ClusterJobEvent> builder)
    {
        builder.ToTable("cluster_job_events", table =>
            table.HasCheckConstraint("ck_cluster_job_events_action", $"action IN ('{ClusterJobEvent.Cancelled}', '{ClusterJobEvent.Redriven}')"));
        builder.HasKey(happened => happened.Id);
        builder.Property(happened => happened.Id).UseIdentityAlwaysColumn();
        builder.Property(happened => happened.At).HasDefaultValueSql("clock_timestamp()");
        builder.HasOne<ClusterJob>().WithMany().HasForeignKey(happened => happened.JobId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(happened => happened.JobId, "ix_cluster_job_events_job_id");
    }
}
