using System.CommandLine;
using System.CommandLine.Parsing;

namespace MediaClusters.MigrationService;

/// <summary>The command line.</summary>
/// <param name="Seed">False with <c>--no-seed</c>.</param>
/// <param name="Backfill">What to do instead of migrating; null without <c>backfill</c>.</param>
internal sealed record MigrationArguments(bool Seed = true, BackfillArguments? Backfill = null)
{
    private static readonly Option<bool> NoSeed = new("--no-seed") { Description = "No sample pets", Arity = ArgumentArity.Zero };

    private string? Problem { get; init; }

    private string? Help { get; init; }

    public static MigrationArguments Parse(IReadOnlyList<string> arguments)
    {
        var root = new RootCommand("Brings the database's schema up to date, and in Development fills in sample pets.")
        {
            NoSeed,
            BackfillArguments.CreateCommand(),
        };

        // Without actions a command that has others under it wants one of those to be named.
        root.SetAction(_ => ExitCodes.Done);
        root.Options.Remove(root.Options.Single(option => option is VersionOption));
        var parsed = root.Parse(arguments);

        if (ProblemOf(parsed, arguments) is { } problem)
            return new() { Problem = problem, Help = HelpOf(root, parsed.CommandResult.Command) };
        if (parsed.Action is System.CommandLine.Help.HelpAction)
            return new() { Help = HelpOf(root, parsed.CommandResult.Command) };

        return parsed.CommandResult.Command == root
            ? new(Seed: !parsed.GetValue(NoSeed))
            : new(Seed: false, BackfillArguments.From(parsed));
    }

    /// <summary>Answers what needs no work: help and wrong usage.</summary>
    /// <returns>The exit code, or null when there is work to do.</returns>
    public int? Answer(TextWriter output, TextWriter error)
    {
        if (Problem is not null)
        {
            error.WriteLine($"{Problem}\n\n{Help}");
            return ExitCodes.Usage;
        }

        if (Help is not null)
        {
            output.WriteLine(Help);
            return ExitCodes.Done;
        }

        return null;
    }

    private static string? ProblemOf(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        // A value for an option that takes none is the rest of an argument.
        if (parsed.UnmatchedTokens is [var unknown, ..])
            return $"Unknown argument: {(arguments.Contains(unknown, StringComparer.Ordinal) ? unknown : arguments.First(argument => argument.EndsWith(unknown, StringComparison.Ordinal)))}";
        return parsed.Action is not System.CommandLine.Help.HelpAction && parsed.Errors is [var error, ..] ? error.Message : null;
    }

    private static string HelpOf(RootCommand root, Command command)
    {
        using var text = new StringWriter();
        root.Parse(command == root ? ["--help"] : [command.Name, "--help"]).Invoke(new() { Output = text });
        var unreadable = command == root ? "" : ", 3 imported but for states that cannot be read";
        return $"{text.ToString().TrimEnd()}\n\nExit codes: 0 done, 1 failed or interrupted, 2 wrong usage{unreadable}.";
    }
}
