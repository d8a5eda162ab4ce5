using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MediaClusters.Persistence.Migrations
{
    /// <summary>When and how the busy tables are vacuumed; docs/jobs.md says why so.</summary>
    public partial class VacuumOfTheQueue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                ALTER TABLE cluster_jobs SET (
                  autovacuum_vacuum_scale_factor = 0.005, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
                  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000);
                """);
            migrationBuilder.Sql("""
                ALTER TABLE cache_outbox SET (
                  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0,
                  vacuum_truncate = false);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE cache_outbox RESET (autovacuum_vacuum_cost_delay, vacuum_truncate);");
            migrationBuilder.Sql("ALTER TABLE cache_outbox SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200);");
            migrationBuilder.Sql("ALTER TABLE cluster_jobs RESET (autovacuum_vacuum_cost_delay, autovacuum_analyze_scale_factor, autovacuum_analyze_threshold);");
            migrationBuilder.Sql("ALTER TABLE cluster_jobs SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200);");
        }
    }
}
