using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaClusters.Persistence.Maintenance;

/// <summary>A row of <c>maintenance_tasks</c>: work that one process does at a time, and how far it has come.</summary>
internal sealed class MaintenanceTask
{
    public required string Name { get; init; }

    /// <summary>Who is at it; null while nobody is.</summary>
    public string? Holder { get; init; }

    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <summary>Where to go on, as a JSON object; null at the beginning.</summary>
    public string? Progress { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }
}

internal sealed class MaintenanceTaskConfiguration : IEntityTypeConfiguration<MaintenanceTask>
{
    public void Configure(EntityTypeBuilder<MaintenanceTask> builder)
    {
        builder.ToTable("maintenance_tasks", table => table.HasCheckConstraint(
            "ck_maintenance_tasks_lease", "(holder IS NULL) = (lease_expires_at IS NULL)"));
        builder.HasKey(task => task.Name);
        builder.Property(task => task.Progress).HasColumnType("jsonb");
    }
}
