using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MediaClusters.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class FailedJobsIndexed : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What is built while others write is not undone when it is interrupted: begin afresh.
            migrationBuilder.Sql("DROP INDEX CONCURRENTLY IF EXISTS ix_cluster_jobs_failed", suppressTransaction: true);

            migrationBuilder.Sql("ALTER TABLE cluster_jobs VALIDATE CONSTRAINT ck_cluster_jobs_failure", suppressTransaction: true);
            migrationBuilder.Sql("ALTER TABLE cluster_jobs VALIDATE CONSTRAINT ck_cluster_jobs_snoozes", suppressTransaction: true);

            migrationBuilder.CreateIndex(
                name: "ix_cluster_jobs_failed",
                table: "cluster_jobs",
                columns: new[] { "completed_at", "id" },
                filter: "status = 'failed'")
                .Annotation("Npgsql:CreatedConcurrently", true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_cluster_jobs_failed",
                table: "cluster_jobs");
        }
    }
}
