using System.Diagnostics;

namespace Aspire.Hosting.Running;

/// <summary>What to run, worked out just before it is run.</summary>
internal sealed record ProcessSpec(string FileName, IReadOnlyList<string> Arguments)
{
    public required string WorkingDirectory { get; init; }

    /// <summary>The whole environment of the program.</summary>
    public required IReadOnlyDictionary<string, string?> Environment { get; init; }

    /// <summary>The unprivileged user to run as, when the host runs as root.</summary>
    public UnixUser? User { get; init; }

    /// <summary>SIGTERM or SIGINT, whichever ends the program quickly and cleanly.</summary>
    public int StopSignal { get; init; } = Native.SigTerm;

    /// <summary>Called once the process is gone.</summary>
    public Action? Ended { get; init; }
}

internal sealed class ProcessLauncher(Guardian guardian)
{
    public ManagedProcess Start(ProcessSpec spec, Action<string, bool> output)
    {
        var process = Start(spec);
        process.StandardInput.Close();
        return new ManagedProcess(process, spec, output, guardian);
    }

    /// <summary>Runs a tool to its end.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(ProcessSpec spec, string? input, CancellationToken cancellationToken)
    {
        using var process = Start(spec);

        try
        {
            if (input is not null)
                await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);

            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, $"{await output}{await error}".Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            guardian.Remove(process.Id);
        }
    }

    private Process Start(ProcessSpec spec)
    {
        var start = Sessions.StartInfo(spec.FileName, spec.Arguments);
        start.WorkingDirectory = spec.WorkingDirectory;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UserName = spec.User?.Name;
        start.Environment.Clear();

        foreach (var (name, value) in spec.Environment)
            start.Environment[name] = value;

        // By the mark the guardian finds even what it was not told of: the host may die any moment.
        start.Environment[Guardian.Mark] = guardian.RunId;
        guardian.Ensure();

        var process = Process.Start(start)!;
        guardian.Add(process.Id, spec.StopSignal == Native.SigInt ? "INT" : "TERM");
        return process;
    }
}

internal sealed class ManagedProcess
{
    // A grandchild may hold the pipes open after the process is gone.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);
    private readonly Process _process;
    private readonly ProcessSpec _spec;

    public ManagedProcess(Process process, ProcessSpec spec, Action<string, bool> output, Guardian guardian)
    {
        _process = process;
        _spec = spec;
        Id = process.Id;
        Exited = WaitAsync(output, guardian);
    }

    public int Id { get; }

    /// <summary>The exit code; 128 and the signal's number for a killed process.</summary>
    public Task<int> Exited { get; }

    /// <summary>Asks it to end, and makes it end after the grace period.</summary>
    public async Task<int> StopAsync(TimeSpan grace, TimeProvider time)
    {
        Native.Signal(Id, _spec.StopSignal);

        try
        {
            return await Exited.WaitAsync(grace, time);
        }
        catch (TimeoutException)
        {
            Native.Signal(-Id, Native.SigKill);
            return await Exited;
        }
    }

    private async Task<int> WaitAsync(Action<string, bool> output, Guardian guardian)
    {
        var pumps = Task.WhenAll(PumpAsync(_process.StandardOutput, output, isError: false), PumpAsync(_process.StandardError, output, isError: true));
        await _process.WaitForExitAsync();

        // What it may have started itself goes with it. (Not PostgreSQL's own processes: each has a session of
        // its own, and ends when it sees the server gone.)
        Native.Signal(-Id, Native.SigKill);
        guardian.Remove(Id);
        _spec.Ended?.Invoke();
        await Task.WhenAny(pumps, Task.Delay(DrainTime));

        var code = _process.ExitCode;
        _process.Dispose();
        return code;
    }

    private static async Task PumpAsync(StreamReader reader, Action<string, bool> output, bool isError)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
                output(line, isError);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe was closed on this side after the drain time.
        }
    }
}
