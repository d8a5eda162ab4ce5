using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

/// <summary>Ends the run when the <c>dotnet run</c> that started it is killed, which takes nobody along by itself.</summary>
internal sealed class ParentWatch(IHostApplicationLifetime lifetime, HostConsole console, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var parent = Native.ParentId;

        if (!IsDotnetRun(parent))
            return;

        using var timer = new PeriodicTimer(Interval, time);

        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Native.ParentId == parent)
                continue;

            console.Info("dotnet run has gone; stopping.");
            lifetime.StopApplication();
            return;
        }
    }

    /// <summary>Where there is no /proc nobody knows, and the run goes on.</summary>
    private static bool IsDotnetRun(int process)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/cmdline").Split('\0');
            return arguments.Length > 1 && Path.GetFileName(arguments[0]) == "dotnet" && arguments[1] == "run";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
