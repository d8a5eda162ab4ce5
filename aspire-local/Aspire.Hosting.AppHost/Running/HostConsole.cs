using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>The console of a run: every line bears the name of the resource it comes from. Tests get it in the log instead.</summary>
internal sealed class HostConsole
{
    private const string HostName = "aspire";
    private static readonly string[] Colors = ["36", "33", "32", "35", "34", "96", "93", "92", "95", "94"];
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Name, string Color)> _sources = new(ResourceNames.Comparer);
    private readonly bool _colored = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
    private readonly ILoggerFactory? _logs;
    private readonly string _category;
    private int _width = HostName.Length;

    public HostConsole(ResourceLoggerService resources, DistributedApplicationOptions options, Microsoft.Extensions.Hosting.IHostEnvironment environment, ILoggerFactory logs)
    {
        _logs = options.EnableResourceLogging ? logs : null;
        _category = $"{environment.ApplicationName}.Resources.";
        _sources[HostName] = (HostName, "1");
        resources.LineWritten = (id, line, isFailure) => Write(id, line.Content, isFailure);
    }

    public void Register(string id, string displayName)
    {
        lock (_lock)
        {
            _sources[id] = (displayName, Colors[_sources.Count % Colors.Length]);
            _width = Math.Max(_width, displayName.Length);
        }
    }

    public void Info(string text) => Write(HostName, text, isFailure: false);

    public void Error(string text) => Write(HostName, $"error: {text}", isFailure: true);

    private void Write(string id, string text, bool isFailure)
    {
        lock (_lock)
        {
            var (name, color) = _sources.TryGetValue(id, out var source) ? source : (id, "0");

            if (_logs is not null)
                Forward(_logs.CreateLogger(_category + name), isFailure, text);
            else if (_colored)
                Console.Out.WriteLine($"\e[{color}m{name.PadRight(_width)} |\e[0m {(isFailure ? $"\e[31m{text}\e[0m" : text)}");
            else
                Console.Out.WriteLine($"{name.PadRight(_width)} | {text}");
        }
    }

    private static void Forward(ILogger log, bool isFailure, string text)
    {
        if (isFailure)
            Log.ResourceError(log, text);
        else
            Log.ResourceLine(log, text);
    }
}
