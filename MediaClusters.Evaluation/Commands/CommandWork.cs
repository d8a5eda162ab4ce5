using System.CommandLine;
using MediaClusters.Evaluation.Benchmarks;

namespace MediaClusters.Evaluation.Commands;

/// <summary>Work that never waits: without a thread of its own Ctrl+C would find nobody who listens.</summary>
internal static class CommandWork
{
    public static void SetWork(this Command command, Func<ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction((arguments, cancellationToken) => Task.Run(() => work(arguments, cancellationToken), cancellationToken));

    /// <summary>Keeps the work on one core besides.</summary>
    public static void SetPinnedWork(this Command command, Func<ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction((arguments, cancellationToken) =>
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Threads that start from here on stay there too.
            SingleCore.Pin();
            return Task.Factory.StartNew(() => work(arguments, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        });
}
