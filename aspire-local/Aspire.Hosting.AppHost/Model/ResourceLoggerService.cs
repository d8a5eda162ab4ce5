using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>What each resource printed, and what the host has to say about it.</summary>
public class ResourceLoggerService : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceLog> _logs = new(ResourceNames.Comparer);

    /// <summary>Called with the instance's id for every line, and whether it is the host saying that the resource failed.</summary>
    internal Action<string, LogLine, bool>? LineWritten { get; set; }

    public ILogger GetLogger(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new ResourceLogger(this, resource.GetInstanceIds());
    }

    public ILogger GetLogger(string resourceName) => new ResourceLogger(this, [resourceName]);

    /// <summary>The lines so far, then every new one; ends when the application stops.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => Log(resourceName).WatchAsync();

    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var ids = resource.GetInstanceIds();
        return ids.Count == 1 ? WatchAsync(ids[0]) : MergeAsync(ids);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var log in _logs.Values)
                log.Complete();
        }

        GC.SuppressFinalize(this);
    }

    internal void Write(string id, string content, bool isError, bool isFailure = false)
    {
        var line = Log(id).Add(content, isError);
        LineWritten?.Invoke(id, line, isFailure);
    }

    private ResourceLog Log(string id)
    {
        lock (_lock)
        {
            if (!_logs.TryGetValue(id, out var log))
                _logs[id] = log = new ResourceLog();

            return log;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<LogLine>> MergeAsync(IReadOnlyList<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<IReadOnlyList<LogLine>>();

        var pumps = Task.WhenAll(ids.Select(async id =>
        {
            await foreach (var lines in WatchAsync(id).WithCancellation(cancellationToken))
                channel.Writer.TryWrite(lines);
        })).ContinueWith(_ => channel.Writer.TryComplete(), TaskScheduler.Default);

        await foreach (var lines in channel.Reader.ReadAllAsync(cancellationToken))
            yield return lines;

        await pumps;
    }

    private sealed class ResourceLog
    {
        private const int Kept = 10_000;
        private readonly Lock _lock = new();
        private readonly Queue<LogLine> _lines = new();
        private readonly List<Channel<IReadOnlyList<LogLine>>> _watchers = [];
        private int _count;
        private bool _complete;

        public LogLine Add(string content, bool isError)
        {
            lock (_lock)
            {
                var line = new LogLine(++_count, content, isError);
                _lines.Enqueue(line);

                if (_lines.Count > Kept)
                    _lines.Dequeue();

                foreach (var watcher in _watchers)
                    watcher.Writer.TryWrite([line]);

                return line;
            }
        }

        public void Complete()
        {
            lock (_lock)
            {
                _complete = true;

                foreach (var watcher in _watchers)
                    watcher.Writer.TryComplete();
            }
        }

        public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var channel = Channel.CreateUnbounded<IReadOnlyList<LogLine>>();

            lock (_lock)
            {
                if (_lines.Count > 0)
                    channel.Writer.TryWrite([.. _lines]);

                if (_complete)
                    channel.Writer.TryComplete();

                _watchers.Add(channel);
            }

            try
            {
                await foreach (var lines in channel.Reader.ReadAllAsync(cancellationToken))
                    yield return lines;
            }
            finally
            {
                lock (_lock)
                    _watchers.Remove(channel);
            }
        }
    }

    private sealed class ResourceLogger(ResourceLoggerService owner, IReadOnlyList<string> ids) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;

            foreach (var id in ids)
                owner.Write(id, exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception.Message}", logLevel >= LogLevel.Error);
        }
    }
}
