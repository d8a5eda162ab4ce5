using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace MediaClusters.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class QuarantineAndAudit : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "failure",
                table: "cluster_jobs",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "snoozes",
                table: "cluster_jobs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "cluster_job_events",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    job_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pet_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "clock_timestamp()"),
                    action = table.Column<string>(type: "text", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true),
                    failure = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cluster_job_events", x => x.id);
                    table.CheckConstraint("ck_cluster_job_events_action", "action IN ('cancelled', 'redriven')");
                    table.ForeignKey(
                        name: "fk_cluster_job_events_cluster_jobs",
                        column: x => x.job_id,
                        principalTable: "cluster_jobs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_cluster_job_events_job_id",
                table: "cluster_job_events",
                column: "job_id");

            // Looking through the table would lock it for that long: the next migration does so without. What the release
            // before fails has no kind.
            migrationBuilder.Sql(
                """
                ALTER TABLE cluster_jobs ADD CONSTRAINT ck_cluster_jobs_failure CHECK (failure IS NULL
                  OR (status = 'failed' AND failure IN ('input', 'attempts', 'crashed', 'cancelled', 'superseded'))) NOT VALID
                """);
            migrationBuilder.Sql("ALTER TABLE cluster_jobs ADD CONSTRAINT ck_cluster_jobs_snoozes CHECK (snoozes >= 0) NOT VALID");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "cluster_job_events");

            migrationBuilder.DropCheckConstraint(
                name: "ck_cluster_jobs_failure",
                table: "cluster_jobs");

            migrationBuilder.DropCheckConstraint(
                name: "ck_cluster_jobs_snoozes",
                table: "cluster_jobs");

            migrationBuilder.DropColumn(
                name: "failure",
                table: "cluster_jobs");

            migrationBuilder.DropColumn(
                name: "snoozes",
                table: "cluster_jobs");
        }
    }
}
