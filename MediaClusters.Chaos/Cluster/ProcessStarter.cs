using System.Collections.Concurrent;
using System.Diagnostics;

namespace MediaClusters.Chaos.Cluster;

/// <summary>Starts all processes from one thread: the system ends a child with the thread that started it, and those of the pool come and go.</summary>
internal static class ProcessStarter
{
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT", "LD_LIBRARY_PATH"];
    private static readonly BlockingCollection<Action> Work = [];

    static ProcessStarter() => new Thread(Loop) { IsBackground = true, Name = "process starter" }.Start();

    public static Task<Process> StartAsync(ChildProgram program)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(Describe(program))!);
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        });
        return started.Task;
    }

    private static void Loop()
    {
        foreach (var start in Work.GetConsumingEnumerable())
            start();
    }

    private static ProcessStartInfo Describe(ChildProgram program)
    {
        var command = program.Command().ToArray();
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = program.WorkingDirectory,
        };
        var kept = Inherited.Select(name => (name, Value: start.Environment.TryGetValue(name, out var value) ? value : null)).ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in kept.Where(variable => variable.Value is not null))
            start.Environment[name] = value;
        start.Environment["TZ"] = "UTC";
        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in program.Variables)
            start.Environment[name] = value;
        return start;
    }
}
