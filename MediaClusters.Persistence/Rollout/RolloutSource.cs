using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace MediaClusters.Persistence.Rollout;

/// <summary>
/// Reads the settings: from the file that <c>Rollout:File</c> names, else from <c>Rollout</c> in the configuration. A
/// setting that is unknown, missing from the file or out of range is refused, for a typing error must not switch anything.
/// </summary>
internal sealed class RolloutSource(IConfiguration configuration)
{
    private const string File = "File";
    private const int MaxBytes = 64 * 1024;

    private static readonly string[] Names =
        [nameof(RolloutSettings.PostgresPersistence), nameof(RolloutSettings.PostgresReads), nameof(RolloutSettings.KeepLegacyState)];

    private static readonly JsonDocumentOptions Json = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <exception cref="OptionsValidationException">They make no sense, or the file cannot be read.</exception>
    public RolloutSettings Read()
    {
        var failures = new List<string>();
        var values = ReadConfiguration(failures);
        var where = $"{RolloutSettings.SectionName}:";
        if (configuration[$"{RolloutSettings.SectionName}:{File}"] is { Length: > 0 } path)
        {
            values = ReadFile(path, failures);
            where = $"{path}: ";
        }

        var settings = new RolloutSettings(
            Percentage(Names[0], RolloutSettings.Default.PostgresPersistence),
            Percentage(Names[1], RolloutSettings.Default.PostgresReads),
            Flag(Names[2]));
        return failures.Count == 0 ? settings : throw new OptionsValidationException(RolloutSettings.SectionName, typeof(RolloutSettings), failures);

        decimal Percentage(string name, decimal unset)
        {
            if (!values.TryGetValue(name, out var text))
                return unset;
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 100)
                return value;
            failures.Add($"{where}{name} is '{Shown(text)}', which is no percentage from 0 to 100.");
            return unset;
        }

        bool Flag(string name)
        {
            if (!values.TryGetValue(name, out var text))
                return false;
            if (bool.TryParse(text, out var value))
                return value;
            failures.Add($"{where}{name} is '{Shown(text)}', which is neither true nor false.");
            return false;
        }
    }

    private Dictionary<string, string> ReadConfiguration(List<string> failures)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in configuration.GetSection(RolloutSettings.SectionName).GetChildren())
        {
            if (Names.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
                values[setting.Key] = setting.Value ?? "";
            else if (!string.Equals(setting.Key, File, StringComparison.OrdinalIgnoreCase))
                failures.Add(Unknown($"{RolloutSettings.SectionName}:{setting.Key}"));
        }

        return values;
    }

    private static Dictionary<string, string> ReadFile(string path, List<string> failures)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            using var document = JsonDocument.Parse(ReadBytes(path), Json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new JsonException("It is no object.");
            foreach (var setting in document.RootElement.EnumerateObject())
            {
                if (Names.Contains(setting.Name, StringComparer.OrdinalIgnoreCase))
                    values[setting.Name] = setting.Value.ValueKind == JsonValueKind.String ? $"\"{setting.Value.GetString()}\"" : setting.Value.GetRawText();
                else
                    failures.Add(Unknown($"{path}: {Shown(setting.Name)}"));
            }

            // Half a file may be good JSON, and what it lacks must not go to its default.
            failures.AddRange(Names.Where(name => !values.ContainsKey(name)).Select(name => $"{path}: {name} is missing; the file has to hold {string.Join(", ", Names)}."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or NotSupportedException)
        {
            failures.Add($"{path} cannot be read: {exception.Message}");
        }

        return values;
    }

    private static byte[] ReadBytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[MaxBytes + 1];
        var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length <= MaxBytes ? buffer[..length] : throw new IOException($"It is longer than {MaxBytes} bytes.");
    }

    private static string Unknown(string name) => $"{name} is no setting of the rollout; there are {string.Join(", ", Names)}.";

    private static string Shown(string text)
        => string.Concat((text.Length > 50 ? text[..50] + "…" : text).Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
