using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaClusters.Chaos;

/// <summary>A report's files: for people, for programs, and, where something was violated, all that was seen.</summary>
internal static class ReportFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
        IncludeFields = true,
    };

    private static readonly JsonSerializerOptions Compact = new(Json) { WriteIndented = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Makes the folder, or takes away what an earlier run reported there.</summary>
    public static void Prepare(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in new[] { TextFile(folder), DataFile(folder), HistoryFile(folder) })
            File.Delete(file);
    }

    public static async Task WriteAsync(ChaosReport report, string folder, CancellationToken cancellationToken)
    {
        Prepare(folder);
        await File.WriteAllTextAsync(TextFile(folder), ReportText.Of(report), cancellationToken);
        await using (var file = File.Create(DataFile(folder)))
        {
            await JsonSerializer.SerializeAsync(file, new
            {
                report.Plan,
                report.Plan.Command,
                report.Jobs,
                report.Versions,
                Requests = report.Requests.Select(row => new { row.Route, row.Status, row.Count }),
                report.TurnedAway,
                report.FencedWrites,
                report.LostAttempts,
                report.ReapedAttempts,
                report.History.Throughput,
                Recoveries = report.Recoveries.Select(row => new { row.Dependency, row.Count, row.NotJudged, row.P50, row.P99, row.Max }),
                Faults = report.Faults.Select(row => new { row.Kind, row.Count, row.Seconds }),
                Windows = report.History.Faults,
                report.Violations,
            }, Json, cancellationToken);
        }

        if (report.Violations.Count > 0)
            await WriteHistoryAsync(report, HistoryFile(folder), cancellationToken);
    }

    private static string TextFile(string folder) => Path.Combine(folder, "chaos.md");

    private static string DataFile(string folder) => Path.Combine(folder, "chaos.json");

    public static string HistoryFile(string folder) => Path.Combine(folder, "history.jsonl");

    /// <summary>One event a line, in the order of their ends.</summary>
    private static async Task WriteHistoryAsync(ChaosReport report, string path, CancellationToken cancellationToken)
    {
        var history = report.History;
        IEnumerable<(TimeSpan At, object Event)> events =
        [
            .. history.Faults.Select(fault => (fault.Cleared, (object)new { fault })),
            .. history.Calls.Select(call => (call.Ended, (object)new { call })),
            .. history.Sightings.Select(sighting => (sighting.Ended, (object)new { sighting })),
            .. history.JobChanges.Select(change => (change.By.At, (object)new { change })),
            .. history.Samples.Select(sample => (sample.At, (object)new { sample.Process, sample.At, sample.UsesCache })),
            .. history.VersionWrites.Select(version => (version.By.At, (object)new { version })),
        ];
        await using var file = File.CreateText(path);
        foreach (var (_, one) in events.OrderBy(one => one.At))
            await file.WriteLineAsync(JsonSerializer.Serialize(one, Compact).AsMemory(), cancellationToken);
    }
}
