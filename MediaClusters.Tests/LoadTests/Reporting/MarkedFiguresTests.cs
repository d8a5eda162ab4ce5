using MediaClusters.LoadTests.Reporting.Markdown;

namespace MediaClusters.Tests.LoadTests.Reporting;

public sealed class MarkedFiguresTests
{
    private const string Begin = MarkedFigures.Begin;
    private const string End = MarkedFigures.End;

    [Theory]
    [InlineData($"before\n{Begin}\nold\n{End}\nafter\n", $"before\n{Begin}\n\nnew\n\n{End}\nafter\n")]
    [InlineData($"{Begin}{End}", $"{Begin}\n\nnew\n\n{End}")]
    [InlineData($"a\r\n{Begin}\r\n{End}\r\n", $"a\r\n{Begin}\r\n\r\nnew\r\n\r\n{End}\r\n")]
    public void What_is_between_the_markers_is_replaced(string page, string replaced)
    {
        MarkedFigures.Replace(page, "new\n").ShouldBe(replaced);
        MarkedFigures.Replace(replaced, "new\n").ShouldBe(replaced);
    }

    [Theory]
    [InlineData("", $"the marker {Begin} is missing")]
    [InlineData(Begin, $"the marker {End} is missing")]
    [InlineData(End, $"the marker {Begin} is missing")]
    [InlineData($"{End}\n{Begin}", $"the marker {End} comes before {Begin}")]
    [InlineData($"{Begin}{Begin}{End}", $"the marker {Begin} is there more than once")]
    [InlineData($"{Begin}{End}{End}", $"the marker {End} is there more than once")]
    public async Task Page_without_its_markers_is_refused_and_left(string page, string problem)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("page.md");
        await File.WriteAllTextAsync(path, page);

        var refused = await Should.ThrowAsync<InvalidDataException>(() => MarkedFigures.WriteAsync(Reports.Of(), path, CancellationToken.None));

        refused.Message.ShouldBe($"{path}: {problem}");
        (await File.ReadAllTextAsync(path)).ShouldBe(page);
    }

    [Fact]
    public async Task Hostile_names_do_not_end_the_figures()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("page.md");
        await File.WriteAllTextAsync(path, $"before\n{Begin}\n{End}\nafter\n");

        await MarkedFigures.WriteAsync(Reports.Hostiles(), path, CancellationToken.None);
        var once = await File.ReadAllTextAsync(path);
        await MarkedFigures.WriteAsync(Reports.Hostiles(), path, CancellationToken.None);

        (await File.ReadAllTextAsync(path)).ShouldBe(once);
        once.ShouldStartWith($"before\n{Begin}\n\n|");
        once.ShouldContain("\n### Goals\n");
        once.ShouldEndWith($"\n\n{End}\nafter\n");
    }
}
