using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>
/// Reads are answered by 200, 304 or 404, or, while Postgres is away, by 503 that says when to come again; writes by what
/// their route promises. Never by 500, and no connection breaks but those of a process that is down.
/// </summary>
internal sealed class AnswersAreOrderly : ICheck
{
    /// <summary>After a fault, until every process must be well again.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public string Name => "answers are orderly";

    public IEnumerable<Violation> Judge(RunHistory history)
    {
        var postgres = history.Calls.Select(call => call.Api).Distinct()
            .ToDictionary(api => api, api => new Trouble(history.Faults).Where(fault => fault.PostgresAway && fault.Hits(ProcessNames.Api(api))));
        return history.Calls
            .Select(call => (Call: call, Fault: WhatIsWrong(call, postgres[call.Api], history.Faults)))
            .Where(found => found.Fault is not null)
            .GroupBy(found => (found.Call.Route, found.Fault), (kind, calls) => new Violation(
                Name,
                $"{calls.Count()} x {kind.Route}: {kind.Fault}",
                [.. calls.Take(5).Select(found => $"{found.Call}{Near(found.Call, history.Faults)}")]));
    }

    private static string? WhatIsWrong(Call call, Trouble postgres, IReadOnlyList<FaultWindow> faults)
    {
        if (call.Failure is not null)
        {
            var down = new Trouble(faults).Where(fault => ApiLives.IsRestart(fault, call.Api));
            return down.Overlaps(call.Began, call.Ended, TimeSpan.FromSeconds(1)) ? null : "no answer from a process that runs";
        }

        return call.Status switch
        {
            503 when !call.RetryAfter => "503 without Retry-After",
            503 => postgres.Overlaps(call.Began, call.Ended, Grace) ? null : "503 while Postgres could be reached",
            404 when call.Route is Route.Version or Route.Job => "404 for what exists",
            _ => Expected(call.Route).Contains(call.Status) ? null : $"status {call.Status}",
        };
    }

    private static int[] Expected(Route route) => route switch
    {
        Route.PutImages => [200],
        Route.DeleteImage => [204, 404],
        Route.PostJob => [202],
        Route.Restore => [201, 409, 404],
        Route.Cancel => [200, 404, 409],
        Route.Redrive => [200, 404],
        _ => [200, 304, 404],
    };

    private static string Near(Call call, IReadOnlyList<FaultWindow> faults) =>
        faults.LastOrDefault(fault => fault.Began <= call.Ended) is { } fault
            ? $" (last fault: {fault.Kind} of {fault.Target}, {fault.Began.TotalSeconds:F3}-{fault.Cleared.TotalSeconds:F3} s)"
            : "";
}
