using System.CommandLine;
using System.CommandLine.Parsing;

namespace MediaClusters.MigrationService;

/// <summary>The command line of <c>backfill</c>.</summary>
internal sealed record BackfillArguments
{
    private static readonly Option<bool> ImportOption = new("--import-redis") { Description = "Take over the stub's states from Redis as version 1, instead of enqueuing" };
    private static readonly Option<Guid?> NamespaceOption = new("--namespace") { Description = "With --import-redis: namespace of the UUIDs that ids become which are none; default Legacy:Namespace", CustomParser = ParseUuid };
    private static readonly Option<string?> ReportOption = new("--report") { Description = "With --import-redis: a new file of JSON lines with every state that cannot be read" };
    private static readonly Option<int> MaxQueuedOption = new("--max-queued") { Description = "The most background jobs that are left to do at any time", DefaultValueFactory = _ => 1_000, CustomParser = ParseCount };
    private static readonly Option<string> ReasonOption = new("--reason") { Description = "Why, kept with the jobs", DefaultValueFactory = _ => "backfill", CustomParser = ParseReason };
    private static readonly Option<bool> RestartOption = new("--restart") { Description = "Begin with the first pet, even if a run was interrupted" };
    private static readonly Option<bool> WaitOption = new("--wait") { Description = "Wait until the jobs have finished; 1 if any failed" };
    private static readonly Option<bool> DryRunOption = new("--dry-run") { Description = "Count, and change nothing" };

    private static readonly Option[] OfImport = [NamespaceOption, ReportOption];
    private static readonly Option[] OfEnqueue = [MaxQueuedOption, ReasonOption, RestartOption, WaitOption];

    public bool ImportRedis { get; init; }

    /// <summary>Null leaves it to the configuration.</summary>
    public Guid? Namespace { get; init; }

    public string? Report { get; init; }

    public int MaxQueued { get; init; } = 1_000;

    public string Reason { get; init; } = "backfill";

    public bool Restart { get; init; }

    public bool Wait { get; init; }

    public bool DryRun { get; init; }

    public static Command CreateCommand()
    {
        var command = new Command("backfill", "Enqueues every pet whose newest version is missing or of another algorithm or embedding model, behind all other jobs.")
        {
            ImportOption, NamespaceOption, ReportOption, MaxQueuedOption, ReasonOption, RestartOption, WaitOption, DryRunOption,
        };
        command.Validators.Add(CheckTogether);
        command.SetAction(_ => ExitCodes.Done);
        return command;
    }

    public static BackfillArguments From(ParseResult parsed) => new()
    {
        ImportRedis = parsed.GetValue(ImportOption),
        Namespace = parsed.GetValue(NamespaceOption),
        Report = parsed.GetValue(ReportOption),
        MaxQueued = parsed.GetValue(MaxQueuedOption),
        Reason = parsed.GetValue(ReasonOption)!,
        Restart = parsed.GetValue(RestartOption),
        Wait = parsed.GetValue(WaitOption),
        DryRun = parsed.GetValue(DryRunOption),
    };

    private static void CheckTogether(CommandResult command)
    {
        var import = IsGiven(command, ImportOption);
        if ((import ? OfEnqueue : OfImport).FirstOrDefault(option => IsGiven(command, option)) is { } stray)
            command.AddError(import ? $"{stray.Name} means nothing with --import-redis." : $"{stray.Name} means something with --import-redis only.");
        else if (IsGiven(command, DryRunOption) && IsGiven(command, WaitOption))
            command.AddError("--wait means nothing with --dry-run.");
        else if (command.GetResult(ReportOption) is { Tokens: [{ Value: var path }] } && string.IsNullOrWhiteSpace(path))
            command.AddError("--report must name a file.");
    }

    private static bool IsGiven(CommandResult command, Option option) => command.GetResult(option) is { Implicit: false };

    private static Guid? ParseUuid(ArgumentResult argument)
    {
        if (argument.Tokens is [{ Value: var text }] && Guid.TryParseExact(text, "D", out var uuid) && text.Length == 36)
            return uuid;
        argument.AddError("--namespace must be a UUID in its canonical form of 36 characters.");
        return null;
    }

    private static int ParseCount(ArgumentResult argument)
    {
        if (argument.Tokens is [{ Value: var text }] && int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 1_000_000)
            return count;
        argument.AddError("--max-queued must be a number from 1 to 1000000.");
        return 0;
    }

    private static string ParseReason(ArgumentResult argument)
    {
        if (argument.Tokens is [{ Value: { Length: > 0 and <= 200 } text }] && !text.Any(char.IsControl) && !string.IsNullOrWhiteSpace(text))
            return text;
        argument.AddError("--reason must have 1 to 200 characters and no control characters.");
        return "";
    }
}
