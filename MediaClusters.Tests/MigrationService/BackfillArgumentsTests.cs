using MediaClusters.MigrationService;

namespace MediaClusters.Tests.MigrationService;

public sealed class BackfillArgumentsTests
{
    [Fact]
    public void Parse_without_options_has_the_defaults()
        => Parse("backfill").ShouldBe(new MigrationArguments(Seed: false, new BackfillArguments()));

    [Fact]
    public void Parse_reads_every_option()
    {
        Parse("backfill", "--max-queued", "50", "--reason", "new model", "--restart", "--wait").Backfill
            .ShouldBe(new BackfillArguments { MaxQueued = 50, Reason = "new model", Restart = true, Wait = true });
        Parse("backfill", "--import-redis", "--namespace", "6ba7b811-9dad-11d1-80b4-00c04fd430c8", "--report", "a.json", "--dry-run").Backfill
            .ShouldBe(new BackfillArguments { ImportRedis = true, Namespace = new("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), Report = "a.json", DryRun = true });
    }

    [Theory]
    [InlineData("--max-queued must be a number from 1 to 1000000.", "--max-queued", "0")]
    [InlineData("--max-queued must be a number from 1 to 1000000.", "--max-queued", "-1")]
    [InlineData("--max-queued must be a number from 1 to 1000000.", "--max-queued", "1e3")]
    [InlineData("--max-queued must be a number from 1 to 1000000.", "--max-queued", "99999999999")]
    [InlineData("--namespace must be a UUID in its canonical form of 36 characters.", "--import-redis", "--namespace", "sploot")]
    [InlineData("--reason must have 1 to 200 characters and no control characters.", "--reason", " ")]
    [InlineData("--reason must have 1 to 200 characters and no control characters.", "--reason", "a\nb")]
    [InlineData("--namespace means something with --import-redis only.", "--namespace", "6ba7b811-9dad-11d1-80b4-00c04fd430c8")]
    [InlineData("--report means something with --import-redis only.", "--report", "a.json")]
    [InlineData("--report must name a file.", "--import-redis", "--report", "")]
    [InlineData("--max-queued means nothing with --import-redis.", "--import-redis", "--max-queued", "7")]
    [InlineData("--restart means nothing with --import-redis.", "--import-redis", "--restart")]
    [InlineData("--wait means nothing with --dry-run.", "--dry-run", "--wait")]
    [InlineData("Unknown argument: --no-seed", "--no-seed")]
    [InlineData("Unknown argument: now", "now")]
    public void Answer_wrong_use_names_it_and_shows_the_usage(string problem, params string[] arguments)
    {
        using var error = new StringWriter();

        Parse(["backfill", .. arguments]).Answer(TextWriter.Null, error).ShouldBe(2);

        error.ToString().ShouldStartWith($"{problem}\n", Case.Sensitive);
        error.ToString().ShouldContain("--max-queued");
    }

    [Fact]
    public void Answer_help_tells_the_options_and_the_exit_codes()
    {
        using var output = new StringWriter();

        Parse("backfill", "--help").Answer(output, TextWriter.Null).ShouldBe(0);

        output.ToString().ShouldContain("--import-redis");
        output.ToString().ShouldContain("3 imported but for states that cannot be read");
    }

    private static MigrationArguments Parse(params string[] arguments) => MigrationArguments.Parse(arguments);
}
