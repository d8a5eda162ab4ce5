using System.Reflection;
using System.Text.RegularExpressions;

namespace AspireLocal.Tests;

/// <summary>The table of what is matched is worth something only while the tests it names exist.</summary>
public sealed partial class ReadmeTests
{
    private const string TestColumn = "test";
    private const string MemberColumn = "member";

    private static readonly string Folder = FindFolder();

    [Fact]
    public void Table_every_row_has_a_place_in_Aspire_a_behaviour_and_a_test()
    {
        var rows = Rows().ToList();

        rows.Count.ShouldBeGreaterThan(40);
        rows.Where(r => r.Values.Any(string.IsNullOrWhiteSpace) || !TestName().IsMatch(r[TestColumn])).Select(r => r[MemberColumn]).ShouldBeEmpty();
    }

    [Fact]
    public void Table_every_test_it_names_exists()
    {
        var existing = typeof(ReadmeTests).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods().Where(m => m.GetCustomAttribute<FactAttribute>() is not null).Select(m => $"{t.Name}.{m.Name}"))
            .ToHashSet(StringComparer.Ordinal);

        Rows().SelectMany(r => TestName().Matches(r[TestColumn]).Select(m => m.Value))
            .Where(name => !existing.Contains(name))
            .ShouldBeEmpty();
    }

    private static IEnumerable<Dictionary<string, string>> Rows()
    {
        string[]? header = null;

        foreach (var line in File.ReadLines(Path.Combine(Folder, "README.md")))
        {
            // A bar within code is written with a backslash.
            var cells = line.StartsWith('|') ? CellEnd().Split(line.Trim('|')).Select(c => c.Trim()).ToArray() : [];

            if (cells.Length == 0)
                header = null;
            else if (header is null)
                header = cells;
            else if (header.Contains(TestColumn, StringComparer.Ordinal) && !cells[0].StartsWith("---", StringComparison.Ordinal))
                yield return header.Zip(cells).ToDictionary(c => c.First, c => c.Second, StringComparer.Ordinal);
        }
    }

    private static string FindFolder()
    {
        var folder = AppContext.BaseDirectory;

        while (!File.Exists(Path.Combine(folder, "Aspire.Hosting.AppHost", "Aspire.Hosting.AppHost.csproj")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run from where they were built.");

        return folder;
    }

    [GeneratedRegex(@"\b\w+Tests\.\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestName();

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CellEnd();
}
