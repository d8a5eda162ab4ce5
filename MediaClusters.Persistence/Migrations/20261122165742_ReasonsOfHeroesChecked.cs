using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MediaClusters.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ReasonsOfHeroesChecked : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE cluster_heroes VALIDATE CONSTRAINT ck_cluster_heroes_reason", suppressTransaction: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
