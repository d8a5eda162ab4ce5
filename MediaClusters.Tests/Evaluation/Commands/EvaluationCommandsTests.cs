using System.Xml.Linq;
using MediaClusters.Evaluation.Commands;
using MediaClusters.Evaluation.Contenders;

namespace MediaClusters.Tests.Evaluation.Commands;

public sealed class EvaluationCommandsTests
{
    [Theory]
    [InlineData("", "Required command")]
    [InlineData("evaluat", "evaluat")]
    [InlineData("evaluate surplus", "surplus")]
    [InlineData("evaluate --pets", "--pets")]
    [InlineData("evaluate --pets 0", "--pets must be a number from 1 to 999")]
    [InlineData("evaluate --pets 1000", "--pets must be a number from 1 to 999")]
    [InlineData("evaluate --pets -1", "--pets")]
    [InlineData("evaluate --pets many", "--pets")]
    [InlineData("evaluate --strategy spectral", "--strategy spectral is unknown")]
    [InlineData("evaluate --family cats", "--family cats is unknown")]
    [InlineData("evaluate --markdown /no/such/folder/table.md", "no folder")]
    [InlineData("evaluate --markdown /", "is a folder")]
    [InlineData("gate --pets 0", "--pets")]
    [InlineData("gate --held-out", "--held-out")]
    [InlineData("stability --strategy stub", "--strategy stub is unknown")]
    [InlineData("picture", "--out")]
    [InlineData("picture --out a.svg --seed 1000000", "--seed must be a number from 1 to 999")]
    [InlineData("picture --out a.svg --strategy dbscan --strategy stub", "--strategy may be given once")]
    public async Task Run_with_wrong_arguments_says_so_in_one_line_and_ends_with_2(string arguments, string problem)
    {
        var (code, output, error) = await RunAsync(arguments);

        code.ShouldBe(ExitCodes.Usage);
        output.ShouldBeEmpty();
        error.TrimEnd().ShouldContain(problem);
        error.TrimEnd().ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("evaluate --help")]
    [InlineData("picture --help")]
    public async Task Run_with_help_explains_and_ends_with_0(string arguments)
    {
        var (code, output, error) = await RunAsync(arguments);

        (code, error).ShouldBe((ExitCodes.Done, ""));
        output.ShouldContain("Usage");
    }

    [Fact]
    public async Task Evaluate_prints_a_row_for_each_strategy_and_writes_the_same_to_the_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            var (code, output, error) = await RunAsync($"evaluate --pets 1 --family tiny --family equal --markdown {file}");

            (code, error).ShouldBe((ExitCodes.Done, ""));
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2 + (2 * AllContenders.Names.Count));
            (await File.ReadAllTextAsync(file)).ShouldBe(output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Evaluate_a_strategy_alone_leaves_the_others_out()
    {
        var (code, output, _) = await RunAsync("evaluate --pets 1 --family tiny --strategy oracle");

        code.ShouldBe(ExitCodes.Done);
        output.ShouldContain("oracle");
        output.ShouldNotContain("stub");
    }

    [Fact]
    public async Task Stability_prints_a_row_for_each_strategy()
    {
        var (code, output, error) = await RunAsync("stability --pets 1 --family tiny");

        (code, error).ShouldBe((ExitCodes.Done, ""));
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2 + AllContenders.Strategies.Count);
    }

    [Fact]
    public async Task Picture_writes_xml_with_a_title_for_each_pet()
    {
        var file = Path.GetTempFileName();
        try
        {
            var (code, _, error) = await RunAsync($"picture --out {file} --seed 2 --strategy dbscan");

            (code, error).ShouldBe((ExitCodes.Done, ""));
            var picture = XDocument.Load(file);
            picture.Root.ShouldNotBeNull().Name.LocalName.ShouldBe("svg");
            foreach (var family in new[] { "unequal", "look-alike", "bursts", "outliers", "anisotropic", "mixed" })
                picture.Descendants().ShouldContain(element => element.Name.LocalName == "text" && element.Value == $"{family}, seed 2");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Run_that_is_interrupted_ends_with_130()
    {
        using var interrupt = new CancellationTokenSource();
        await interrupt.CancelAsync();

        var (code, _, error) = await RunAsync("evaluate", interrupt.Token);

        code.ShouldBe(ExitCodes.Interrupted);
        error.TrimEnd().ShouldBe("Interrupted.");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string arguments, CancellationToken cancellationToken = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await EvaluationCommands.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, error, cancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
