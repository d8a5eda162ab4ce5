using Spectre.Console;

namespace MediaClusters.LoadTests.Load.Views;

internal static class LoadViews
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Bars on a terminal, lines where the output goes elsewhere.</summary>
    public static ILoadView ForConsole()
        => Console.IsOutputRedirected ? new LineLoadView(Console.Out, BetweenLines) : new TerminalLoadView(AnsiConsole.Console);
}
