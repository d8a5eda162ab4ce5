namespace Aspire.Hosting.Docker;

/// <summary>The variables of a compose file, ordered by name. Whoever deploys fills in the values, which are kept.</summary>
internal sealed class EnvFile
{
    private readonly SortedDictionary<string, (string Value, string? Comment)> _variables = new(StringComparer.Ordinal);

    public static async Task<EnvFile> LoadAsync(string path, CancellationToken cancellationToken)
    {
        var file = new EnvFile();
        string? comment = null;

        foreach (var line in File.Exists(path) ? await File.ReadAllLinesAsync(path, cancellationToken) : [])
        {
            var text = line.TrimStart();

            if (text.StartsWith('#'))
            {
                comment = text[1..].Trim();
                continue;
            }

            if (text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                file._variables[text[..equals].Trim()] = (text[(equals + 1)..], comment);

            comment = null;
        }

        return file;
    }

    /// <summary>Asks for a variable, unless the file has it already.</summary>
    public void Add(string variable, string? comment) => _variables.TryAdd(variable, ("", comment));

    public Task SaveAsync(string path, CancellationToken cancellationToken) => File.WriteAllLinesAsync(path, _variables.SelectMany(Lines), cancellationToken);

    private static IEnumerable<string> Lines(KeyValuePair<string, (string Value, string? Comment)> variable)
    {
        if (!string.IsNullOrWhiteSpace(variable.Value.Comment))
            yield return $"# {variable.Value.Comment}";

        yield return $"{variable.Key}={variable.Value.Value}";
        yield return "";
    }
}
