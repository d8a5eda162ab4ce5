using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MediaClusters.Evaluation.Pets;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Evaluation.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>Pets of fewer dimensions have no room for what groups differ in.</summary>
    public const int LeastDimensions = 16;

    public static Option<int> Pets(int byDefault = EvaluationPlan.DefaultPets) =>
        Number("--pets", "Pets a family, large ones a fifth of it and tiny ones five times as many", 1, PetSeeds.Most, byDefault);

    public static Option<bool> HeldOut() => new("--held-out") { Description = "Take the seeds that nothing is ever tuned on" };

    /// <summary>Which of <paramref name="names"/> take part; all of them by default.</summary>
    public static Option<string[]> Strategies(IReadOnlyList<string> names) =>
        Names("--strategy", $"Measure only this one of {string.Join(", ", names)}; may be given several times", names);

    public static Option<string[]> Families() =>
        Names("--family", "Measure only this family of pets; may be given several times", [.. PetFamilies.All.Select(family => family.Name)]);

    public static Option<FileInfo?> File(string name, string description, bool required = false) =>
        new(name) { Description = description, HelpName = "FILE", Required = required, CustomParser = argument => ParseFile(name, argument) };

    public static Option<DirectoryInfo> Folder(string name, string description, string byDefault) => new(name)
    {
        Description = description,
        HelpName = "FOLDER",
        DefaultValueFactory = _ => new DirectoryInfo(byDefault),
        CustomParser = argument => ParseFolder(name, argument),
    };

    public static Option<int> Number(string name, string description, int least, int most, int byDefault) => new(name)
    {
        Description = $"{description}, {least} to {most}",
        DefaultValueFactory = _ => byDefault,
        CustomParser = argument =>
        {
            if (argument.Tokens is [{ Value: var text }] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least && count <= most)
                return count;
            argument.AddError($"{name} must be a number from {least} to {most}.");
            return byDefault;
        },
    };

    public static Option<double> Distance(string name, string description, double byDefault) => new(name)
    {
        Description = $"{description}, 0.01 to 2",
        DefaultValueFactory = _ => byDefault,
        CustomParser = argument =>
        {
            if (argument.Tokens is [{ Value: var text }] && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var distance) && distance is >= 0.01 and <= 2)
                return distance;
            argument.AddError($"{name} must be a number from 0.01 to 2.");
            return byDefault;
        },
    };

    public static IReadOnlyList<PetFamily> Chosen(string[]? families) =>
        families is { Length: > 0 } ? [.. PetFamilies.All.Where(family => families.Contains(family.Name, StringComparer.Ordinal))] : PetFamilies.All;

    public static IReadOnlyList<string> Chosen(string[]? strategies, IReadOnlyList<string> names) =>
        [.. names.Where(name => strategies is not { Length: > 0 } || strategies.Contains(name, StringComparer.Ordinal))];

    public static Option<string[]> Names(string option, string description, IReadOnlyList<string> names) => new(option)
    {
        Description = description,
        CustomParser = argument =>
        {
            var given = argument.Tokens.Select(token => token.Value).ToArray();
            if (given.FirstOrDefault(name => !names.Contains(name, StringComparer.Ordinal)) is { } unknown)
                argument.AddError($"{option} {unknown} is unknown; there are {string.Join(", ", names)}.");
            return given;
        },
    };

    /// <summary>A run takes minutes: that its file cannot be written is said before, not after.</summary>
    private static FileInfo? ParseFile(string option, ArgumentResult argument)
    {
        if (argument.Tokens is not [{ Value: var path }] || string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
            argument.AddError($"{option} must name a file.");
        else if (Directory.Exists(path))
            argument.AddError($"{option} {path} is a folder.");
        else if (new FileInfo(path) is { Directory.Exists: false } lost)
            argument.AddError($"{option}: there is no folder {lost.DirectoryName}.");
        else if (WhyNotWritable(path) is { } reason)
            argument.AddError($"{option} {path} cannot be written: {reason}");
        else
            return new FileInfo(path);
        return null;
    }

    private static DirectoryInfo? ParseFolder(string option, ArgumentResult argument)
    {
        if (argument.Tokens is not [{ Value: var path }] || string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
        {
            argument.AddError($"{option} must name a folder.");
            return null;
        }

        try
        {
            var folder = Directory.CreateDirectory(path);
            if (WhyNotWritable(Path.Combine(path, Path.GetRandomFileName())) is not { } reason)
                return folder;
            argument.AddError($"{option} {path} cannot be written to: {reason}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            argument.AddError($"{option} {path} cannot be made: {failure.Message}");
        }

        return null;
    }

    private static string? WhyNotWritable(string path)
    {
        try
        {
            var isNew = !System.IO.File.Exists(path);
            using (System.IO.File.Open(path, FileMode.OpenOrCreate, FileAccess.Write))
            {
            }

            if (isNew)
                System.IO.File.Delete(path);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }
}
