using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MediaClusters.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class MaintenanceAndDeletions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "metadata",
                table: "pets",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "model",
                table: "pet_clusters",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "restored_from",
                table: "pet_clusters",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "maintenance_tasks",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    holder = table.Column<string>(type: "text", nullable: true),
                    lease_expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    progress = table.Column<string>(type: "jsonb", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_maintenance_tasks", x => x.name);
                    table.CheckConstraint("ck_maintenance_tasks_lease", "(holder IS NULL) = (lease_expires_at IS NULL)");
                });

            migrationBuilder.CreateTable(
                name: "pet_deletions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    pet_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    requested_by = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    removed = table.Column<string>(type: "jsonb", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pet_deletions", x => x.id);
                    table.CheckConstraint("ck_pet_deletions_version", "version > 0");
                });

            // Looking through the table would lock it for that long: the next migration does so without.
            migrationBuilder.Sql(
                "ALTER TABLE pet_clusters ADD CONSTRAINT ck_pet_clusters_restored_from CHECK (restored_from > 0 AND restored_from < version) NOT VALID");

            migrationBuilder.CreateIndex(
                name: "ux_pet_deletions_pet",
                table: "pet_deletions",
                columns: new[] { "pet_id", "version" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "maintenance_tasks");

            migrationBuilder.DropTable(
                name: "pet_deletions");

            migrationBuilder.DropCheckConstraint(
                name: "ck_pet_clusters_restored_from",
                table: "pet_clusters");

            migrationBuilder.DropColumn(
                name: "metadata",
                table: "pets");

            migrationBuilder.DropColumn(
                name: "model",
                table: "pet_clusters");

            migrationBuilder.DropColumn(
                name: "restored_from",
                table: "pet_clusters");
        }
    }
}
