using MediaClusters.Persistence.Pets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaClusters.Persistence.Clusters;

internal sealed class PetClusterConfiguration : IEntityTypeConfiguration<PetCluster>
{
    public void Configure(EntityTypeBuilder<PetCluster> builder)
    {
        builder.ToTable("pet_clusters", table =>
        {
            table.HasCheckConstraint("ck_pet_clusters_version", "version > 0");
            table.HasCheckConstraint("ck_pet_clusters_counts", "cluster_count >= 0 AND image_count >= 0");
            table.HasCheckConstraint("ck_pet_clusters_input_hash", "octet_length(input_hash) = 32");
            table.HasCheckConstraint("ck_pet_clusters_restored_from", "restored_from > 0 AND restored_from < version");
        });
        builder.HasKey(cluster => cluster.Id);
        builder.Property(cluster => cluster.Id).ValueGeneratedNever();
        builder.Property(cluster => cluster.Metrics).HasColumnType("jsonb");
        builder.Property(cluster => cluster.Changes).HasColumnType("jsonb");
        builder.HasOne<Pet>().WithMany().HasForeignKey(cluster => cluster.PetId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(cluster => new { cluster.PetId, cluster.Version }, "ux_pet_clusters_version").IsUnique();
        builder.HasIndex(cluster => new { cluster.PetId, cluster.CreatedAt }, "ix_pet_clusters_created_at").IsDescending(false, true);

        // Retention walks versions by age, whoever's they are.
        builder.HasIndex(cluster => new { cluster.CreatedAt, cluster.Id }, "ix_pet_clusters_age").IsCreatedConcurrently();
    }
}

internal sealed class ClusterMemberConfiguration : IEntityTypeConfiguration<ClusterMemberRow>
{
    public void Configure(EntityTypeBuilder<ClusterMemberRow> builder)
    {
        builder.ToTable("cluster_members", table => table.HasCheckConstraint(
            "ck_cluster_members_values", "cluster_index >= 0 AND distance BETWEEN 0 AND 2"));
        builder.HasKey(member => new { member.ClusterId, member.ImageId });
        builder.Property(member => member.Metadata).HasColumnType("jsonb");
        builder.HasOne<PetCluster>().WithMany().HasForeignKey(member => member.ClusterId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(member => member.ImageId, "ix_cluster_members_image");
    }
}

internal sealed class ClusterHeroConfiguration : IEntityTypeConfiguration<ClusterHeroRow>
{
    public void Configure(EntityTypeBuilder<ClusterHeroRow> builder)
    {
        builder.ToTable("cluster_heroes", table =>
        {
            table.HasCheckConstraint("ck_cluster_heroes_values", "cluster_index >= 0 AND score BETWEEN 0 AND 1");
            table.HasCheckConstraint("ck_cluster_heroes_reason", "reason IN ('best', 'kept', 'pinned')");
        });
        builder.HasKey(hero => new { hero.ClusterId, hero.ImageId });
        builder.Property(hero => hero.ScoreParts).HasColumnType("jsonb");
        builder.Property(hero => hero.Candidates).HasColumnType("jsonb");
        builder.HasOne<PetCluster>().WithMany().HasForeignKey(hero => hero.ClusterId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ClusterSnapshotConfiguration : IEntityTypeConfiguration<ClusterSnapshot>
{
    public void Configure(EntityTypeBuilder<ClusterSnapshot> builder)
    {
        builder.ToTable("cluster_snapshots", table => table.HasCheckConstraint(
            "ck_cluster_snapshots_encoding", "encoding IN ('identity', 'br')"));
        builder.HasKey(snapshot => snapshot.ClusterId);
        builder.HasOne<PetCluster>().WithOne().HasForeignKey<ClusterSnapshot>(snapshot => snapshot.ClusterId).OnDelete(DeleteBehavior.Cascade);
    }
}
