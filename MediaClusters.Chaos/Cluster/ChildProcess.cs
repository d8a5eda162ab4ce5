using System.Diagnostics;
using System.Globalization;

namespace MediaClusters.Chaos.Cluster;

/// <summary>A process that runs a <see cref="ChildProgram"/>.</summary>
internal sealed class ChildProcess
{
    private readonly Process _process;

    private ChildProcess(Process process, ProcessLog log)
    {
        _process = process;
        Id = process.Id;
        Exited = WaitAsync();
        _ = PumpAsync(process.StandardOutput, log);
        _ = PumpAsync(process.StandardError, log);
    }

    public int Id { get; }

    /// <summary>The exit code; 128 and the signal's number for who was killed.</summary>
    public Task<int> Exited { get; }

    /// <summary>Bytes of memory that it occupies; 0 when it is gone.</summary>
    public long ResidentBytes
    {
        get
        {
            try
            {
                var line = File.ReadLines($"/proc/{Id}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
                return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    public static async Task<ChildProcess> StartAsync(ChildProgram program, ProcessLog log) => new(await ProcessStarter.StartAsync(program), log);

    /// <summary>Runs a tool to its end; one that fails throws.</summary>
    public static async Task RunAsync(ChildProgram program, CancellationToken cancellationToken)
    {
        using var log = new ProcessLog("", folder: null, new());
        var process = await StartAsync(program, log);
        if (await process.WaitAsync(cancellationToken) is var code and not 0)
            throw new InvalidOperationException($"{program.FileName} {string.Join(' ', program.Arguments)} exited with {code}:\n{log.Tail}");
    }

    /// <summary>Waits for its end; kills it when the caller cannot wait for that.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Exited.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            throw;
        }
    }

    /// <returns>Whether it was there to get the signal.</returns>
    public bool Signal(int signal) => !Exited.IsCompleted && Native.Signal(Id, signal);

    public async Task KillAsync()
    {
        Signal(Native.SigKill);
        await Exited;
    }

    /// <summary>Tells who reads its input that there is no more, as the end of this process does by itself.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    private static async Task PumpAsync(StreamReader reader, ProcessLog log)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
                log.Write(line);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The process has gone.
        }
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }
}
