using System.Text.Json;
using MediaClusters.MigrationService.Backfill;
using MediaClusters.Persistence.Legacy;

namespace MediaClusters.MigrationService.Import;

/// <summary>Tells of each state that is not imported: in the log, and as a JSON line where a file is wanted.</summary>
internal sealed class ImportReport : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ILogger _logger;
    private readonly ImportTally _tally;
    private readonly Stream? _file;

    /// <exception cref="BackfillStoppedException">The file is there already, or cannot be written.</exception>
    public ImportReport(string? path, ImportTally tally, ILogger logger)
    {
        (_logger, _tally) = (logger, tally);
        try
        {
            _file = path is null ? null : new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BackfillStoppedException($"the report {path} cannot be written: {exception.Message}");
        }
    }

    public void Refuse(byte[] key, params IReadOnlyList<LegacyProblem> problems)
    {
        _tally.CountRefused();
        _logger.StateRefused(StoredState.Show(key), string.Join("; ", problems));
        if (_file is null)
            return;

        lock (_lock)
        {
            using (var json = new Utf8JsonWriter(_file))
                Write(json, key, problems);
            _file.Write("\n"u8);
            _file.Flush();
        }
    }

    public void Dispose() => _file?.Dispose();

    private static void Write(Utf8JsonWriter json, byte[] key, IReadOnlyList<LegacyProblem> problems)
    {
        json.WriteStartObject();
        json.WriteString("key", StoredState.Show(key));
        json.WriteBase64String("key_base64", key);
        json.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("path", problem.Path);
            json.WriteString("reason", problem.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
