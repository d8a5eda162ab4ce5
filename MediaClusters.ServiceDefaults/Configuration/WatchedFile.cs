using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace MediaClusters.ServiceDefaults.Configuration;

/// <summary>
/// A JSON file in the form of appsettings.json that is read again while the service runs. Its content is compared every
/// two seconds: a mounted Secret changes by a swap of symbolic links, which file system events do not tell of.
/// What cannot be read leaves the settings that were.
/// </summary>
internal sealed class WatchedFile : IDisposable
{
    private const int MaximumLength = 1 << 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private ConfigurationReloadToken _changed = new();
    private byte[] _content;
    private string? _fault;

    /// <exception cref="FormatException">The file cannot be read, and there is nothing before it to keep.</exception>
    public WatchedFile(string path, TimeProvider time, ILogger logger)
    {
        Path = path;
        _logger = logger;
        try
        {
            _content = Read();
            Settings = Parse(_content);
        }
        catch (Exception exception) when (IsFault(exception))
        {
            throw Unusable(exception);
        }

        _timer = time.CreateTimer(_ => Check(), state: null, Interval, Interval);
    }

    public string Path { get; }

    /// <summary>What the file said when it could last be read.</summary>
    public IConfiguration Settings { get; private set; }

    public IChangeToken Changed => _changed;

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        try
        {
            var content = Read();
            if (!content.AsSpan().SequenceEqual(_content))
            {
                Settings = Parse(content);
                _content = content;
                _fault = null;
                Interlocked.Exchange(ref _changed, new()).OnReload();
            }

            _fault = null;
        }
        catch (Exception exception) when (IsFault(exception))
        {
            // Once, until it is mended: the next look is two seconds away.
            var fault = Describe(exception);
            if (Interlocked.Exchange(ref _fault, fault) != fault)
                Log.SettingsFileRefused(_logger, Path, fault);
        }
    }

    private byte[] Read()
    {
        using var file = File.OpenRead(Path);
        if (file.Length > MaximumLength)
            throw new InvalidDataException();

        var content = new byte[file.Length];
        return content[..file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
    }

    private static IConfiguration Parse(byte[] content)
    {
        using var stream = new MemoryStream(content);
        return new ConfigurationBuilder().AddJsonStream(stream).Build();
    }

    private FormatException Unusable(Exception exception) => new($"The file {Path} cannot be used: {Describe(exception)}.");

    private static bool IsFault(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or JsonException or FormatException or InvalidDataException or AggregateException;

    // Never the message: it may repeat what the file says.
    private static string Describe(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        UnauthorizedAccessException => "it may not be read",
        JsonException { LineNumber: { } line } => $"line {line + 1} is no JSON",
        JsonException or FormatException => "it is no JSON in the form of appsettings.json",
        InvalidDataException => "it is longer than 1 MB",

        // Of whoever was told of the change.
        AggregateException => "a setting in it is unknown or of the wrong kind",
        _ => "it could not be read",
    };
}
