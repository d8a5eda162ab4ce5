using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaClusters.Persistence.Jobs;

internal sealed class ClusterJobConfiguration : IEntityTypeConfiguration<ClusterJob>
{
    public void Configure(EntityTypeBuilder<ClusterJob> builder)
    {
        builder.ToTable("cluster_jobs", table =>
        {
            table.HasCheckConstraint("ck_cluster_jobs_attempts", "attempts >= 0 AND attempts <= max_attempts");
            table.HasCheckConstraint("ck_cluster_jobs_failure", $"failure IS NULL OR (status = 'failed' AND failure IN ({JobFailures.Quoted}))");
            table.HasCheckConstraint("ck_cluster_jobs_finished", "(status IN ('succeeded', 'failed')) = (completed_at IS NOT NULL)");
            table.HasCheckConstraint(
                "ck_cluster_jobs_processing",
                "(status = 'processing') = (lease_expires_at IS NOT NULL) AND (status <> 'processing' OR (worker_id IS NOT NULL AND started_at IS NOT NULL))");
            table.HasCheckConstraint("ck_cluster_jobs_rerun", "(status = 'processing' OR NOT rerun) AND (rerun OR NOT rerun_force)");
            table.HasCheckConstraint("ck_cluster_jobs_priority", "priority BETWEEN -100 AND 100");
            table.HasCheckConstraint("ck_cluster_jobs_result_version", "result_version > 0");
            table.HasCheckConstraint("ck_cluster_jobs_snoozes", "snoozes >= 0");
        });
        builder.HasKey(job => job.Id);
        builder.Property(job => job.Id).ValueGeneratedNever();
        builder.Property(job => job.Metadata).HasColumnType("jsonb");
        builder.Property(job => job.EnqueuedAt).HasDefaultValueSql("now()");
        builder.Property(job => job.RunAfter).HasDefaultValueSql("now()");
        builder.Property(job => job.Priority).HasDefaultValue((short)0);
        builder.Property(job => job.Attempts).HasDefaultValue(0);
        builder.Property(job => job.MaxAttempts).HasDefaultValue(5);
        builder.Property(job => job.Force).HasDefaultValue(false);
        builder.Property(job => job.Rerun).HasDefaultValue(false);
        builder.Property(job => job.RerunForce).HasDefaultValue(false);
        builder.Property(job => job.Snoozes).HasDefaultValue(0);

        builder.HasIndex(job => job.PetId, "ix_cluster_jobs_unfinished").HasFilter("status <> 'succeeded'");
        builder.HasIndex(job => job.PetId, "ux_cluster_jobs_queued").IsUnique().HasFilter("status = 'queued'");
        builder.HasIndex(job => job.PetId, "ux_cluster_jobs_processing").IsUnique().HasFilter("status = 'processing'");
        builder.HasIndex(job => new { job.Priority, job.RunAfter, job.Id }, "ix_cluster_jobs_claim")
            .IsDescending(true, false, false)
            .HasFilter("status = 'queued'");
        builder.HasIndex(job => job.LeaseExpiresAt, "ix_cluster_jobs_lease").HasFilter("status = 'processing'");
        builder.HasIndex(job => new { job.PetId, job.Id }, "ix_cluster_jobs_pet").IsDescending(false, true);
        builder.HasIndex(job => new { job.CompletedAt, job.Id }, "ix_cluster_jobs_failed").HasFilter("status = 'failed'").IsCreatedConcurrently();
        builder.HasIndex(job => job.CompletedAt, "ix_cluster_jobs_completed_at").HasFilter("completed_at IS NOT NULL").IsCreatedConcurrently();
    }
}
