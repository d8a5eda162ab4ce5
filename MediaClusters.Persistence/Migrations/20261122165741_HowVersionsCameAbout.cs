using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MediaClusters.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class HowVersionsCameAbout : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "changes",
                table: "pet_clusters",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "parameters",
                table: "pet_clusters",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "candidates",
                table: "cluster_heroes",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reason",
                table: "cluster_heroes",
                type: "text",
                nullable: true);

            // Looking through the table would lock it for that long: the next migration does so without.
            migrationBuilder.Sql(
                "ALTER TABLE cluster_heroes ADD CONSTRAINT ck_cluster_heroes_reason CHECK (reason IN ('best', 'kept', 'pinned')) NOT VALID");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_cluster_heroes_reason",
                table: "cluster_heroes");

            migrationBuilder.DropColumn(
                name: "changes",
                table: "pet_clusters");

            migrationBuilder.DropColumn(
                name: "parameters",
                table: "pet_clusters");

            migrationBuilder.DropColumn(
                name: "candidates",
                table: "cluster_heroes");

            migrationBuilder.DropColumn(
                name: "reason",
                table: "cluster_heroes");
        }
    }
}
