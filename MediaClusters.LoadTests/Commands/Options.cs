using System.CommandLine;
using System.Globalization;
using MediaClusters.LoadTests.Reporting.Markdown;

namespace MediaClusters.LoadTests.Commands;

/// <summary>Options that several commands have.</summary>
internal static class Options
{
    public static Option<int> Number(string name, string description, int least, int most, int byDefault) => new(name)
    {
        Description = $"{description}, {least} to {most}",
        DefaultValueFactory = _ => byDefault,
        CustomParser = argument =>
        {
            if (argument.Tokens is [{ Value: var text }] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            argument.AddError($"{name} must be a number from {least} to {most}.");
            return byDefault;
        },
    };

    public static Option<int> Seed() => Number("--seed", "Decides pets, photos and the order of requests", 0, int.MaxValue, 1);

    public static Option<string[]> Names(string name, string description, IReadOnlyList<string> known) => new(name)
    {
        Description = $"{description}: {string.Join(", ", known)}",
        HelpName = "NAME,...",
        CustomParser = argument =>
        {
            var given = argument.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)).ToArray();
            if (given.FirstOrDefault(one => !known.Contains(one, StringComparer.Ordinal)) is { } unknown)
                argument.AddError($"{name}: there is no '{unknown}'; there are {string.Join(", ", known)}.");
            return given;
        },
    };

    public static Option<DirectoryInfo> Output() => new("--output")
    {
        Description = "Where the report goes",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => new DirectoryInfo("load-report"),
        CustomParser = argument =>
        {
            var path = argument.Tokens is [{ Value: var text }] ? text : "";
            if (WhyNotWritable(path) is not { } reason)
                return new DirectoryInfo(path);
            argument.AddError($"--output '{path}' cannot be written to: {reason}");
            return new DirectoryInfo(".");
        },
    };

    public static Option<FileInfo?> Page() => new("--page")
    {
        Description = $"A page that gets the tables too, between {MarkedFigures.Begin} and {MarkedFigures.End}",
        HelpName = "FILE",
        CustomParser = argument =>
        {
            var path = argument.Tokens is [{ Value: var text }] ? text : "";
            try
            {
                MarkedFigures.Replace(File.ReadAllText(path), "");
                return new FileInfo(path);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException)
            {
                argument.AddError($"--page '{path}' cannot take the tables: {failure.Message}");
                return null;
            }
        },
    };

    /// <summary>A run takes minutes: that its report cannot be written is said before, not after.</summary>
    private static string? WhyNotWritable(string path)
    {
        try
        {
            var probe = Path.Combine(Directory.CreateDirectory(path).FullName, Path.GetRandomFileName());
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return failure.Message;
        }
    }
}
