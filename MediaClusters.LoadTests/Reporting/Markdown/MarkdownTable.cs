using System.Text;

namespace MediaClusters.LoadTests.Reporting.Markdown;

/// <summary>A table whose columns are aligned, so that it reads as well where nothing renders it.</summary>
internal static class MarkdownTable
{
    /// <summary>A cell that is longer than this does not widen the column.</summary>
    private const int Widest = 60;

    public static string Of(ReportTable table)
    {
        IReadOnlyList<string> header = [.. table.Columns.Select(column => MarkdownText.Escape(column.Name))];
        var rows = table.Rows.Select(row => row.Select(MarkdownText.Escape).ToArray()).ToArray();
        var widths = header.Select((name, i) => Math.Min(Widest, Math.Max(3, rows.Select(row => row[i].Length).Append(name.Length).Max()))).ToArray();
        var text = new StringBuilder();
        Append(text, header, table, widths);
        Append(text, [.. widths.Select((width, i) => table.Columns[i].IsNumber ? $"{new string('-', width - 1)}:" : new string('-', width))], table, widths);
        foreach (var row in rows)
            Append(text, row, table, widths);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<string> cells, ReportTable table, int[] widths)
    {
        text.Append('|');
        for (var i = 0; i < cells.Count; i++)
            text.Append(' ').Append(table.Columns[i].IsNumber ? cells[i].PadLeft(widths[i]) : cells[i].PadRight(widths[i])).Append(" |");
        text.Append('\n');
    }
}
