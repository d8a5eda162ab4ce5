using System.Net.Sockets;
using System.Text;

namespace MediaClusters.Chaos.Cluster;

/// <summary>A Redis of the run's own that evicts, and keeps nothing when it ends.</summary>
internal sealed class RedisServer(RunFolder folder, ProcessLog log, ProcessExits exits) : Server("redis", log, exits)
{
    private const string MaxMemory = "256mb";

    public int Port { get; } = Ports.Next();

    /// <summary>In StackExchange.Redis' format.</summary>
    public string Direct => $"127.0.0.1:{Port}";

    protected override int StopSignal => Native.SigTerm;

    protected override ChildProgram Program => new(ServerProgram.Redis,
    [
        "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", folder.Path, "--save", "", "--appendonly", "no",
        "--maxmemory", MaxMemory, "--maxmemory-policy", "allkeys-lru", "--loglevel", "notice",
    ]);

    /// <summary>Bytes that it takes with nobody connected and nothing stored.</summary>
    public async Task<long> MemoryAtStartAsync(CancellationToken cancellationToken)
    {
        var info = await CommandAsync(cancellationToken, "INFO", "memory");
        var line = info.Split("\r\n").First(line => line.StartsWith("used_memory_startup:", StringComparison.Ordinal));
        return long.Parse(line["used_memory_startup:".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <param name="bytes">Null for what it has by default.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task LimitMemoryAsync(long? bytes, CancellationToken cancellationToken) =>
        CommandAsync(cancellationToken, "CONFIG", "SET", "maxmemory", bytes is null ? MaxMemory : $"{bytes}");

    /// <summary>Sends one command on a connection of its own.</summary>
    /// <returns>The answer: of a line what follows its type, of a text the text.</returns>
    /// <exception cref="InvalidOperationException">Redis refused it.</exception>
    public async Task<string> CommandAsync(CancellationToken cancellationToken, params string[] words)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
        await using var stream = client.GetStream();
        var command = new StringBuilder($"*{words.Length}\r\n");
        foreach (var word in words)
            command.Append($"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(command.ToString()), cancellationToken);

        using var reader = new StreamReader(stream, Encoding.UTF8);
        var first = await reader.ReadLineAsync(cancellationToken) ?? throw new IOException("Redis closed the connection.");
        if (first.StartsWith('-'))
            throw new InvalidOperationException($"Redis refused {words[0]}: {first[1..]}");
        if (!first.StartsWith('$'))
            return first[1..];
        var text = new char[int.Parse(first.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(text, cancellationToken);
        return new(text);
    }

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await CommandAsync(cancellationToken, "PING") == "PONG";
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidOperationException)
        {
            return false;
        }
    }
}
