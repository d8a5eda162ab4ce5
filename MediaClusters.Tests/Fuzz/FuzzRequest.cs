using System.Globalization;
using System.Text;

namespace MediaClusters.Tests.Fuzz;

/// <summary>A request as it goes over the wire. Text stands for bytes one to one (Latin-1), so that any bytes can be sent.</summary>
internal sealed class FuzzRequest(ApiOperation operation)
{
    public ApiOperation Operation => operation;

    /// <summary>What is wrong with it; more than one thing may be.</summary>
    public List<string> Faults { get; } = [];

    public string Method { get; set; } = operation.Method;

    public string Path { get; set; } = operation.Path;

    /// <summary>With its question mark.</summary>
    public string Query { get; set; } = "";

    public string Version { get; set; } = "HTTP/1.1";

    public string LineEnd { get; set; } = "\r\n";

    public List<(string Name, string Value)> Headers { get; } = [];

    public byte[]? Body { get; set; }

    /// <summary>Takes the place of everything else.</summary>
    public byte[]? Raw { get; set; }

    /// <summary>Whether the server may wait for more than it was sent.</summary>
    public bool IsPartial { get; set; }

    /// <summary>Whether an accepted answer may have changed something.</summary>
    public bool IsRead => Raw is null && Method is "GET" or "HEAD";

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The text's UTF-8 as it goes over the wire.</summary>
    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    public void Set(string name, string value)
    {
        Remove(name);
        Headers.Add((name, value));
    }

    public void Remove(string name) => Headers.RemoveAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public byte[] ToBytes() => Raw ?? [.. Bytes(Head()), .. Body ?? []];

    private string Head()
    {
        var head = new StringBuilder($"{Method} {Path}{Query} {Version}".TrimEnd(' ')).Append(LineEnd);
        foreach (var (name, value) in Headers)
            head.Append(name).Append(": ").Append(value).Append(LineEnd);
        if (Body is not null && !Headers.Any(header => header.Name is "Content-Length" or "Transfer-Encoding"))
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}").Append(LineEnd);
        return head.Append(LineEnd).ToString();
    }
}
