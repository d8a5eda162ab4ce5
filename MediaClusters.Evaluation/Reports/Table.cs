using System.Globalization;
using System.Text;

namespace MediaClusters.Evaluation.Reports;

/// <summary>A Markdown table whose columns are aligned, so that it reads as well on a terminal.</summary>
internal sealed class Table(params IReadOnlyList<string> header)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Adds a row: text, and numbers as <see cref="Figure"/> writes them.</summary>
    public void Add(params IReadOnlyList<string> cells)
    {
        if (cells.Count != header.Count)
            throw new ArgumentException("A row has as many cells as the header", nameof(cells));
        _rows.Add(cells);
    }

    /// <summary>Three decimals; a dash for what has no meaning.</summary>
    public static string Figure(double? value) => value is { } known ? known.ToString("0.000", CultureInfo.InvariantCulture) : "–";

    public override string ToString()
    {
        var widths = header.Select((name, column) => Math.Max(3, _rows.Select(row => row[column].Length).Append(name.Length).Max())).ToArray();
        var text = new StringBuilder();
        Append(text, header, widths);
        Append(text, [.. widths.Select((width, column) => IsNumber(column) ? $"{new string('-', width - 1)}:" : new string('-', width))], widths);
        foreach (var row in _rows)
            Append(text, row, widths);
        return text.ToString();
    }

    private bool IsNumber(int column) => _rows.Count > 0 && _rows.All(row => row[column].Length > 0 && (row[column] is "–" || char.IsAsciiDigit(row[column][^1])) && !char.IsAsciiLetter(row[column][0]));

    private void Append(StringBuilder text, IReadOnlyList<string> cells, int[] widths)
    {
        text.Append('|');
        for (var column = 0; column < cells.Count; column++)
            text.Append(' ').Append(IsNumber(column) ? cells[column].PadLeft(widths[column]) : cells[column].PadRight(widths[column])).Append(" |");
        text.Append('\n');
    }
}
