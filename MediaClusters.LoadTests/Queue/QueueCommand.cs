using System.CommandLine;
using MediaClusters.LoadTests.Commands;

namespace MediaClusters.LoadTests.Queue;

/// <param name="Finished">Jobs that are done before anything begins.</param>
/// <param name="Queued">Jobs that wait whenever a load begins.</param>
/// <param name="Jobs">Jobs of a load.</param>
internal sealed record QueueSettings(int Finished, int Queued, int Jobs);

internal static class QueueCommand
{
    public static Command Create()
    {
        var finished = Options.Number("--finished", "Finished jobs in the table", 0, 10_000_000, 1_000_000);
        var queued = Options.Number("--queued", "Queued jobs", 1_000, 1_000_000, 100_000);
        var jobs = Options.Number("--jobs", "Jobs that each load claims and completes", 500, 500_000, 30_000);
        var output = Options.Output();
        var command = new Command("queue", "Measures the claim of jobs from a large queue, also while a transaction holds vacuum back.") { finished, queued, jobs, output };
        command.Validators.Add(result =>
        {
            if (result.GetValue(jobs) > result.GetValue(queued))
                result.AddError("--jobs must not be more than --queued.");
        });
        command.SetAction((arguments, cancellationToken) => QueueProof.RunAsync(
            new(arguments.GetValue(finished), arguments.GetValue(queued), arguments.GetValue(jobs)), arguments.GetValue(output)!.FullName, cancellationToken));
        return command;
    }
}
