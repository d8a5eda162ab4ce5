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
    [InlineData("evaluate --markdown /proc/x.md", "--markdown /proc/x.md cannot be written")]
    [InlineData("picture --out /proc/x.svg", "--out /proc/x.svg cannot be written")]
    [InlineData("bench --artifacts /proc/x", "--artifacts /proc/x cannot be made")]
    [InlineData("bench --suite all", "--suite all is unknown")]
    [InlineData("peak --rounds 3", "--rounds")]
    [InlineData("approximate --dimensions 15", "--dimensions must be a number from 16 to 4096")]
    [InlineData("approximate --photos 1", "--photos must be numbers from 2 to 50000")]
    [InlineData("approximate --photos many", "--photos")]
    [InlineData("approximate --exact 1", "--exact must be a number from 2 to 10000")]
    [InlineData("approximate --strategy stub", "--strategy stub is unknown")]
    [InlineData("versus-sklearn --rounds 19", "--rounds must be a number from 20 to 1000")]
    [InlineData("versus-sklearn --dimensions 15", "--dimensions must be a number from 16 to 4096")]
    [InlineData("versus-sklearn --strategy stub", "--strategy stub is unknown")]
    [InlineData("versus-sklearn --python=", "--python")]
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

    // In processes of their own: they keep theirs on one core.
    [Theory]
    [InlineData("/no/such/python", "--python /no/such/python cannot be started")]
    [InlineData("/bin/true", "--python /bin/true is no Python")]
    [InlineData("/bin/echo", "--python /bin/echo is no Python")]
    public async Task Versus_sklearn_without_python_says_so_in_one_line_and_ends_with_2(string python, string problem)
    {
        var (code, output, error) = await EvaluationProcess.RunAsync($"versus-sklearn --dimensions 16 --python {python}");

        (code, output).ShouldBe((ExitCodes.Usage, ""));
        error.TrimEnd().ShouldStartWith(problem);
        error.TrimEnd().ShouldNotContain('\n');
    }

    [Fact]
    public async Task Versus_sklearn_where_python_fails_ends_with_1_and_its_words()
    {
        var (code, _, error) = await EvaluationProcess.RunAsync("versus-sklearn --dimensions 16 --python /bin/false");

        code.ShouldBe(ExitCodes.Failed);
        error.TrimEnd().ShouldBe("scikit-learn failed: it said nothing");
    }

    [Fact]
    public async Task Approximate_prints_what_is_kept_and_what_is_right()
    {
        var (code, output, error) = await EvaluationProcess.RunAsync("approximate --photos 200 --exact 50 --dimensions 16 --strategy dbscan");

        (code, error).ShouldBe((ExitCodes.Done, ""));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(3);
        lines[0].ShouldContain("pairs kept | pairs right");
        lines[2].ShouldStartWith("| dbscan");
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("gate --tuning")]
    [InlineData("bench")]
    [InlineData("peak")]
    [InlineData("approximate")]
    [InlineData("versus-sklearn")]
    public async Task Run_that_is_interrupted_ends_with_130(string command)
    {
        using var interrupt = new CancellationTokenSource();
        await interrupt.CancelAsync();

        var (code, _, error) = await RunAsync(command, interrupt.Token);

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
