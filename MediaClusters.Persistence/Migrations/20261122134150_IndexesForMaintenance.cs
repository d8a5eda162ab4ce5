using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MediaClusters.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class IndexesForMaintenance : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What is built while others write is not undone when it is interrupted: begin afresh.
            foreach (var index in (string[])["ix_pets_without_version", "ix_pet_clusters_age", "ix_cluster_jobs_completed_at"])
                migrationBuilder.Sql($"DROP INDEX CONCURRENTLY IF EXISTS {index}", suppressTransaction: true);

            migrationBuilder.Sql("ALTER TABLE pet_clusters VALIDATE CONSTRAINT ck_pet_clusters_restored_from", suppressTransaction: true);

            migrationBuilder.CreateIndex(
                name: "ix_pets_without_version",
                table: "pets",
                column: "updated_at",
                filter: "latest_version = 0")
                .Annotation("Npgsql:CreatedConcurrently", true);

            migrationBuilder.CreateIndex(
                name: "ix_pet_clusters_age",
                table: "pet_clusters",
                columns: new[] { "created_at", "id" })
                .Annotation("Npgsql:CreatedConcurrently", true);

            migrationBuilder.CreateIndex(
                name: "ix_cluster_jobs_completed_at",
                table: "cluster_jobs",
                column: "completed_at",
                filter: "completed_at IS NOT NULL")
                .Annotation("Npgsql:CreatedConcurrently", true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_pets_without_version",
                table: "pets");

            migrationBuilder.DropIndex(
                name: "ix_pet_clusters_age",
                table: "pet_clusters");

            migrationBuilder.DropIndex(
                name: "ix_cluster_jobs_completed_at",
                table: "cluster_jobs");
        }
    }
}
