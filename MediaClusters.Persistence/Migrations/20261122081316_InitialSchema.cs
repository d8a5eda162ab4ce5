using System;
using MediaClusters.Persistence.Jobs;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MediaClusters.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class InitialSchema : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:Enum:cluster_job_status", "queued,processing,succeeded,failed");

            migrationBuilder.CreateTable(
                name: "cache_outbox",
                columns: table => new
                {
                    pet_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cache_outbox", x => new { x.pet_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "cluster_jobs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    pet_id = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<ClusterJobStatus>(type: "cluster_job_status", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    max_attempts = table.Column<int>(type: "integer", nullable: false, defaultValue: 5),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    enqueued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    run_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    priority = table.Column<short>(type: "smallint", nullable: false, defaultValue: (short)0),
                    reason = table.Column<string>(type: "text", nullable: true),
                    force = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    rerun = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    rerun_force = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    worker_id = table.Column<string>(type: "text", nullable: true),
                    lease_expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    trace_parent = table.Column<string>(type: "text", nullable: true),
                    result_version = table.Column<long>(type: "bigint", nullable: true),
                    metadata = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cluster_jobs", x => x.id);
                    table.CheckConstraint("ck_cluster_jobs_attempts", "attempts >= 0 AND attempts <= max_attempts");
                    table.CheckConstraint("ck_cluster_jobs_finished", "(status IN ('succeeded', 'failed')) = (completed_at IS NOT NULL)");
                    table.CheckConstraint("ck_cluster_jobs_priority", "priority BETWEEN -100 AND 100");
                    table.CheckConstraint("ck_cluster_jobs_processing", "(status = 'processing') = (lease_expires_at IS NOT NULL) AND (status <> 'processing' OR (worker_id IS NOT NULL AND started_at IS NOT NULL))");
                    table.CheckConstraint("ck_cluster_jobs_rerun", "(status = 'processing' OR NOT rerun) AND (rerun OR NOT rerun_force)");
                    table.CheckConstraint("ck_cluster_jobs_result_version", "result_version > 0");
                });

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false),
                    request_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_keys", x => x.key);
                    table.ForeignKey(
                        name: "fk_idempotency_keys_cluster_jobs",
                        column: x => x.job_id,
                        principalTable: "cluster_jobs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "cluster_heroes",
                columns: table => new
                {
                    cluster_id = table.Column<Guid>(type: "uuid", nullable: false),
                    image_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cluster_index = table.Column<int>(type: "integer", nullable: false),
                    score = table.Column<double>(type: "double precision", nullable: false),
                    score_parts = table.Column<string>(type: "jsonb", nullable: false),
                    selected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cluster_heroes", x => new { x.cluster_id, x.image_id });
                    table.CheckConstraint("ck_cluster_heroes_values", "cluster_index >= 0 AND score BETWEEN 0 AND 1");
                });

            migrationBuilder.CreateTable(
                name: "cluster_members",
                columns: table => new
                {
                    cluster_id = table.Column<Guid>(type: "uuid", nullable: false),
                    image_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cluster_index = table.Column<int>(type: "integer", nullable: false),
                    distance = table.Column<double>(type: "double precision", nullable: false),
                    metadata = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cluster_members", x => new { x.cluster_id, x.image_id });
                    table.CheckConstraint("ck_cluster_members_values", "cluster_index >= 0 AND distance BETWEEN 0 AND 2");
                });

            migrationBuilder.CreateTable(
                name: "cluster_snapshots",
                columns: table => new
                {
                    cluster_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payload = table.Column<byte[]>(type: "bytea", nullable: false),
                    encoding = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cluster_snapshots", x => x.cluster_id);
                    table.CheckConstraint("ck_cluster_snapshots_encoding", "encoding IN ('identity', 'br')");
                });

            migrationBuilder.CreateTable(
                name: "pet_clusters",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    pet_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    cluster_count = table.Column<int>(type: "integer", nullable: false),
                    image_count = table.Column<int>(type: "integer", nullable: false),
                    metrics = table.Column<string>(type: "jsonb", nullable: false),
                    algorithm = table.Column<string>(type: "text", nullable: false),
                    input_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pet_clusters", x => x.id);
                    table.CheckConstraint("ck_pet_clusters_counts", "cluster_count >= 0 AND image_count >= 0");
                    table.CheckConstraint("ck_pet_clusters_input_hash", "octet_length(input_hash) = 32");
                    table.CheckConstraint("ck_pet_clusters_version", "version > 0");
                });

            migrationBuilder.CreateTable(
                name: "pets",
                columns: table => new
                {
                    pet_id = table.Column<Guid>(type: "uuid", nullable: false),
                    latest_version = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    latest_cluster_id = table.Column<Guid>(type: "uuid", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pets", x => x.pet_id);
                    table.CheckConstraint("ck_pets_head", "latest_version >= 0 AND (latest_version = 0) = (latest_cluster_id IS NULL)");
                    table.ForeignKey(
                        name: "fk_pets_pet_clusters",
                        column: x => x.latest_cluster_id,
                        principalTable: "pet_clusters",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pet_images",
                columns: table => new
                {
                    image_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pet_id = table.Column<Guid>(type: "uuid", nullable: false),
                    embedding = table.Column<byte[]>(type: "bytea", nullable: false),
                    dimensions = table.Column<short>(type: "smallint", nullable: false),
                    model = table.Column<string>(type: "text", nullable: false),
                    quality = table.Column<double>(type: "double precision", nullable: true),
                    pose = table.Column<string>(type: "text", nullable: true),
                    captured_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    metadata = table.Column<string>(type: "jsonb", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pet_images", x => x.image_id);
                    table.CheckConstraint("ck_pet_images_embedding", "dimensions > 0 AND octet_length(embedding) = 4 * dimensions");
                    table.CheckConstraint("ck_pet_images_quality", "quality BETWEEN 0 AND 1");
                    table.ForeignKey(
                        name: "fk_pet_images_pets",
                        column: x => x.pet_id,
                        principalTable: "pets",
                        principalColumn: "pet_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_cache_outbox_created_at",
                table: "cache_outbox",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_cluster_jobs_claim",
                table: "cluster_jobs",
                columns: new[] { "priority", "run_after", "id" },
                descending: new[] { true, false, false },
                filter: "status = 'queued'");

            migrationBuilder.CreateIndex(
                name: "ix_cluster_jobs_lease",
                table: "cluster_jobs",
                column: "lease_expires_at",
                filter: "status = 'processing'");

            migrationBuilder.CreateIndex(
                name: "ix_cluster_jobs_pet",
                table: "cluster_jobs",
                columns: new[] { "pet_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_cluster_jobs_unfinished",
                table: "cluster_jobs",
                column: "pet_id",
                filter: "status <> 'succeeded'");

            migrationBuilder.CreateIndex(
                name: "ux_cluster_jobs_processing",
                table: "cluster_jobs",
                column: "pet_id",
                unique: true,
                filter: "status = 'processing'");

            migrationBuilder.CreateIndex(
                name: "ux_cluster_jobs_queued",
                table: "cluster_jobs",
                column: "pet_id",
                unique: true,
                filter: "status = 'queued'");

            migrationBuilder.CreateIndex(
                name: "ix_cluster_members_image",
                table: "cluster_members",
                column: "image_id");

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_keys_created_at",
                table: "idempotency_keys",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_keys_job_id",
                table: "idempotency_keys",
                column: "job_id");

            migrationBuilder.CreateIndex(
                name: "ix_pet_clusters_created_at",
                table: "pet_clusters",
                columns: new[] { "pet_id", "created_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ux_pet_clusters_version",
                table: "pet_clusters",
                columns: new[] { "pet_id", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pet_images_pet_model",
                table: "pet_images",
                columns: new[] { "pet_id", "model" });

            migrationBuilder.CreateIndex(
                name: "ix_pets_latest_cluster_id",
                table: "pets",
                column: "latest_cluster_id");

            migrationBuilder.AddForeignKey(
                name: "fk_cluster_heroes_pet_clusters",
                table: "cluster_heroes",
                column: "cluster_id",
                principalTable: "pet_clusters",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.AddForeignKey(
                name: "fk_cluster_members_pet_clusters",
                table: "cluster_members",
                column: "cluster_id",
                principalTable: "pet_clusters",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.AddForeignKey(
                name: "fk_cluster_snapshots_pet_clusters",
                table: "cluster_snapshots",
                column: "cluster_id",
                principalTable: "pet_clusters",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.AddForeignKey(
                name: "fk_pet_clusters_pets",
                table: "pet_clusters",
                column: "pet_id",
                principalTable: "pets",
                principalColumn: "pet_id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_pets_pet_clusters",
                table: "pets");

            migrationBuilder.DropTable(
                name: "cache_outbox");

            migrationBuilder.DropTable(
                name: "cluster_heroes");

            migrationBuilder.DropTable(
                name: "cluster_members");

            migrationBuilder.DropTable(
                name: "cluster_snapshots");

            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "pet_images");

            migrationBuilder.DropTable(
                name: "cluster_jobs");

            migrationBuilder.DropTable(
                name: "pet_clusters");

            migrationBuilder.DropTable(
                name: "pets");

            migrationBuilder.AlterDatabase()
                .OldAnnotation("Npgsql:Enum:cluster_job_status", "queued,processing,succeeded,failed");
        }
    }
}
