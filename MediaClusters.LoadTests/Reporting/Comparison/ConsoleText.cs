namespace MediaClusters.LoadTests.Reporting.Comparison;

internal static class ConsoleText
{
    /// <summary>On one line, and no orders to the terminal: a file may come from anywhere.</summary>
    public static string Clean(string text) => string.Create(text.Length, text, (clean, original) =>
    {
        for (var i = 0; i < clean.Length; i++)
            clean[i] = char.IsControl(original[i]) ? ' ' : original[i];
    });
}
