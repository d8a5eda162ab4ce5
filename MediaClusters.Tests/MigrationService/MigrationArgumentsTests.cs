using MediaClusters.MigrationService;

namespace MediaClusters.Tests.MigrationService;

public sealed class MigrationArgumentsTests
{
    [Fact]
    public void Answer_nothing_or_no_seed_leaves_work_to_do()
    {
        MigrationArguments.Parse([]).ShouldBe(new MigrationArguments(Seed: true));
        MigrationArguments.Parse(["--no-seed"]).ShouldBe(new MigrationArguments(Seed: false));
        MigrationArguments.Parse(["--no-seed"]).Answer(TextWriter.Null, TextWriter.Null).ShouldBeNull();
    }

    [Fact]
    public void Answer_help_shows_the_usage_and_succeeds()
    {
        using var output = new StringWriter();

        MigrationArguments.Parse(["--help"]).Answer(output, TextWriter.Null).ShouldBe(0);

        output.ToString().ShouldContain("--no-seed");
    }

    [Theory]
    [InlineData("--noseed")]
    [InlineData("backfil")]
    [InlineData("--no-seed=true")]
    [InlineData("")]
    public void Answer_unknown_argument_names_it_and_is_a_usage_error(string argument)
    {
        using var error = new StringWriter();

        MigrationArguments.Parse(["--help", argument, "second"]).Answer(TextWriter.Null, error).ShouldBe(2);

        error.ToString().ShouldStartWith($"Unknown argument: {argument}\n", Case.Sensitive);
        error.ToString().ShouldContain("Usage:");
    }
}
