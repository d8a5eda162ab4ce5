using System.Text;

namespace Aspire.Hosting.Docker;

/// <summary>The variables of a compose file, ordered by name. Whoever deploys fills in the values, which are kept.</summary>
internal sealed class EnvFile
{
    public const string Name = ".env";
    private readonly SortedDictionary<string, (string Value, string? Comment)> _variables = new(StringComparer.Ordinal);

    /// <exception cref="DistributedApplicationException">The file is there and cannot be read.</exception>
    public static async Task<EnvFile> LoadAsync(string path, CancellationToken cancellationToken)
    {
        var file = new EnvFile();
        string? comment = null;
        var lines = new Queue<string>(await ReadAsync(path, cancellationToken));

        while (lines.TryDequeue(out var line))
        {
            var text = line.TrimStart();

            if (text.StartsWith('#'))
            {
                comment = text[1..].Trim();
                continue;
            }

            if (text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                file._variables[text[..equals].Trim()] = (ReadValue(text[(equals + 1)..], lines), comment);

            comment = null;
        }

        return file;
    }

    /// <summary>Asks for a variable, unless the file has it already.</summary>
    public void Add(string variable, string? comment) => _variables.TryAdd(variable, ("", comment?.ReplaceLineEndings(" ")));

    public override string ToString()
    {
        var text = new StringBuilder();

        foreach (var (name, (value, comment)) in _variables)
        {
            if (!string.IsNullOrWhiteSpace(comment))
                text.Append("# ").Append(comment).Append('\n');

            text.Append(name).Append('=').Append(value).Append("\n\n");
        }

        return text.ToString();
    }

    private static async Task<string[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return File.Exists(path) ? await File.ReadAllLinesAsync(path, cancellationToken) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A value in quotes, like a certificate, goes on to the line that closes them.</summary>
    private static string ReadValue(string start, Queue<string> lines)
    {
        if (start.TrimStart() is not [var quote, .. var rest] || quote is not ('"' or '\'') || rest.Contains(quote, StringComparison.Ordinal))
            return start;

        var length = lines.TakeWhile(l => !l.Contains(quote, StringComparison.Ordinal)).Count() + 1;

        // Quotes that nobody closes are a part of the value.
        if (length > lines.Count)
            return start;

        var value = new StringBuilder(start);

        for (; length > 0; length--)
            value.Append('\n').Append(lines.Dequeue());

        return value.ToString();
    }
}
