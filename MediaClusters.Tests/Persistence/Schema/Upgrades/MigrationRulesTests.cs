using System.Reflection;
using MediaClusters.Persistence.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;

namespace MediaClusters.Tests.Persistence.Schema.Upgrades;

public sealed class MigrationRulesTests
{
    // Made the tables: there was nothing before it.
    private const string Baseline = "20261122081316_InitialSchema";

    public static TheoryData<string> Migrations() =>
        [.. typeof(MediaClustersDbContext).Assembly.GetTypes().Select(Id).OfType<string>().Where(id => id != Baseline).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Migrations))]
    public void Migration_leaves_the_release_before_what_it_needs(string id)
    {
        var type = typeof(MediaClustersDbContext).Assembly.GetTypes().Single(type => Id(type) == id);
        var migration = (Migration)Activator.CreateInstance(type)!;
        migration.ActiveProvider = "Npgsql.EntityFrameworkCore.PostgreSQL";

        MigrationRules.Violations(migration).ShouldBeEmpty();
    }

    [Fact]
    public void Baseline_is_the_first_migration() =>
        typeof(MediaClustersDbContext).Assembly.GetTypes().Select(Id).OfType<string>().Min(StringComparer.Ordinal).ShouldBe(Baseline);

    public static TheoryData<string, Action<MigrationBuilder>> Refused() => new()
    {
        { "DropTable", up => up.DropTable("pets") },
        { "DropColumn", up => up.DropColumn("model", "pets") },
        { "DropIndex", up => up.DropIndex("ix_pets", "pets") },
        { "DropUniqueConstraint", up => up.DropUniqueConstraint("uq", "pets") },
        { "DropPrimaryKey", up => up.DropPrimaryKey("pk_pets", "pets") },
        { "DropSequence", up => up.DropSequence("s") },
        { "DropSchema", up => up.DropSchema("s") },
        { "RenameTable", up => up.RenameTable("pets", newName: "animals") },
        { "RenameColumn", up => up.RenameColumn("model", "pets", "kind") },
        { "RenameIndex", up => up.RenameIndex("a", "b", "pets") },
        { "becomes NOT NULL", up => up.AlterColumn<string>("model", "pets", type: "text", nullable: false, oldClrType: typeof(string), oldType: "text", oldNullable: true) },
        { "changes its type", up => up.AlterColumn<int>("n", "pets", type: "integer", nullable: false, oldClrType: typeof(long), oldType: "bigint") },
        { "changes its type", up => up.AlterColumn<string>("n", "pets", type: "varchar(8)", maxLength: 8, nullable: true, oldClrType: typeof(string), oldType: "varchar(16)", oldMaxLength: 16, oldNullable: true) },
        { "loses its default", up => up.AlterColumn<int>("n", "pets", type: "integer", nullable: false, oldClrType: typeof(int), oldType: "integer", oldDefaultValue: 1) },
        { "NOT NULL without a default", up => up.AddColumn<string>("kind", "pets", type: "text", nullable: false) },
        { "rewritten", up => up.AddColumn<Guid>("token", "pets", type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()") },
        { "AddCheckConstraint", up => up.AddCheckConstraint("ck", "pets", "latest_version >= 0") },
        { "AddForeignKey", up => up.AddForeignKey("fk", "pets", "a", "others", principalColumn: "id") },
        { "AddUniqueConstraint", up => up.AddUniqueConstraint("uq", "pets", "a") },
        { "under a lock", up => up.CreateIndex("ix", "pets", "a") },
        { "may write", up => up.CreateIndex("ux", "pets", "a", unique: true).Annotation("Npgsql:CreatedConcurrently", true) },
        { "loses a value", up => up.AlterDatabase().Annotation("Npgsql:Enum:public.status", "a,c").OldAnnotation("Npgsql:Enum:public.status", "a,b,c") },
        { "DeleteData", up => up.DeleteData("pets", "id", 1) },
        { "UpdateData", up => up.UpdateData("pets", "id", 1, "name", "Rex") },
    };

    public static TheoryData<string> RefusedSql() =>
    [
        "DROP TABLE pets", "drop index ix_pets", "ALTER TABLE pets DROP COLUMN model", "ALTER TABLE pets DROP CONSTRAINT ck",
        "SELECT 1; /* harmless */ DROP\n VIEW v", "TRUNCATE pets", "DELETE FROM pets", "UPDATE pets SET a = 1", "update only public.pets p set a = 1",
        "ALTER TABLE pets RENAME TO animals", "ALTER TABLE pets ALTER COLUMN a SET NOT NULL", "ALTER TABLE pets ALTER a TYPE bigint",
        "ALTER TABLE pets ALTER COLUMN a SET DATA TYPE bigint", "ALTER TYPE status RENAME VALUE 'a' TO 'b'", "ALTER TABLE pets ADD CONSTRAINT ck CHECK (a > 0)",
        "ALTER TABLE pets ADD FOREIGN KEY (a) REFERENCES b", "CREATE INDEX ix ON pets (a)", "CREATE UNIQUE INDEX CONCURRENTLY ux ON pets (a)",
        "ALTER TABLE pets ADD COLUMN a int NOT NULL", "ALTER TABLE pets ADD a int NOT NULL", "DO $$ BEGIN PERFORM 1; END $$", "LOCK TABLE pets", "REVOKE ALL ON pets FROM app",
        "CREATE TRIGGER t BEFORE INSERT ON pets EXECUTE FUNCTION f()",
    ];

    public static TheoryData<string> AllowedSql() =>
    [
        "ALTER TABLE pets ADD CONSTRAINT ck CHECK (a > 0) NOT VALID", "ALTER TABLE pets VALIDATE CONSTRAINT ck", "ALTER TABLE pets SET (fillfactor = 80)",
        "DROP INDEX CONCURRENTLY IF EXISTS ix", "CREATE INDEX CONCURRENTLY ix ON pets (a)", "ALTER TYPE status ADD VALUE 'z'",
        "ALTER TABLE pets ADD COLUMN a int NOT NULL DEFAULT 0", "ALTER TABLE pets ADD COLUMN a int DEFAULT 0 NOT NULL", "ALTER TABLE pets ADD COLUMN a int",
        "COMMENT ON TABLE pets IS 'heads' -- never DROP them",
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void Operation_that_the_release_before_could_not_live_with_is_refused(string reason, Action<MigrationBuilder> up) =>
        MigrationRules.Violations(new Synthetic(up)).ShouldHaveSingleItem().ShouldContain(reason);

    [Theory]
    [MemberData(nameof(RefusedSql))]
    public void Sql_that_the_release_before_could_not_live_with_is_refused(string sql) =>
        MigrationRules.Violations(new Synthetic(up => up.Sql(sql))).ShouldNotBeEmpty();

    [Theory]
    [MemberData(nameof(AllowedSql))]
    public void Sql_that_only_adds_is_allowed(string sql) =>
        MigrationRules.Violations(new Synthetic(up => up.Sql(sql))).ShouldBeEmpty();

    [Fact]
    public void Operations_that_only_add_are_allowed() =>
        MigrationRules.Violations(new Synthetic(up =>
        {
            up.AddColumn<string>("kind", "pets", type: "text", nullable: true);
            up.AddColumn<int>("n", "pets", type: "integer", nullable: false, defaultValue: 0);
            up.AlterColumn<string>("model", "pets", type: "text", nullable: true, oldClrType: typeof(string), oldType: "text");
            up.CreateIndex("ix", "pets", "kind").Annotation("Npgsql:CreatedConcurrently", true);
            up.AlterDatabase().Annotation("Npgsql:Enum:public.status", "a,b,c").OldAnnotation("Npgsql:Enum:public.status", "a,c");
            up.CreateTable("walks", table => new { id = table.Column<Guid>(nullable: false) }, constraints: table => table.PrimaryKey("pk_walks", walk => walk.id));
            up.CreateIndex("ux_walks", "walks", "id", unique: true);
            up.AddForeignKey("fk", "walks", "id", "pets", principalColumn: "pet_id");
        })).ShouldBeEmpty();

    [Fact]
    public void Contract_step_may_take_away_when_it_says_why()
    {
        MigrationRules.Violations(new Contract()).ShouldBeEmpty();
        MigrationRules.Violations(new ContractWithoutReason()).ShouldNotBeEmpty();
    }

    private static string? Id(Type type) =>
        type.IsAssignableTo(typeof(Migration)) ? type.GetCustomAttribute<MigrationAttribute>()?.Id : null;

    private class Synthetic(Action<MigrationBuilder> up) : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder) => up(migrationBuilder);
    }

    [ContractStep("removes pets.model, unused since 1.4")]
    private sealed class Contract() : Synthetic(up => up.DropColumn("model", "pets"));

    [ContractStep("")]
    private sealed class ContractWithoutReason() : Synthetic(up => up.DropColumn("model", "pets"));
}
