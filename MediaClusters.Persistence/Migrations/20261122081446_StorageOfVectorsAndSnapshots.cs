using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MediaClusters.Persistence.Migrations
{
    /// <summary>How the bulky and the busy tables are stored; nothing the EF model can say.</summary>
    public partial class StorageOfVectorsAndSnapshots : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Vectors do not compress and snapshots are compressed already: don't try again on every write.
            migrationBuilder.Sql("ALTER TABLE pet_images ALTER COLUMN embedding SET STORAGE EXTERNAL;");
            migrationBuilder.Sql("ALTER TABLE cluster_snapshots ALTER COLUMN payload SET STORAGE EXTERNAL;");

            // Rows of the queue and the outbox die young, and heads are updated in place.
            migrationBuilder.Sql("ALTER TABLE cluster_jobs SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200);");
            migrationBuilder.Sql("ALTER TABLE cache_outbox SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200);");
            migrationBuilder.Sql("ALTER TABLE pets SET (fillfactor = 80);");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE pets RESET (fillfactor);");
            migrationBuilder.Sql("ALTER TABLE cache_outbox RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);");
            migrationBuilder.Sql("ALTER TABLE cluster_jobs RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);");
            migrationBuilder.Sql("ALTER TABLE cluster_snapshots ALTER COLUMN payload SET STORAGE EXTENDED;");
            migrationBuilder.Sql("ALTER TABLE pet_images ALTER COLUMN embedding SET STORAGE EXTENDED;");
        }
    }
}
