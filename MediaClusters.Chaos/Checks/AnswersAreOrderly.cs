using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>
/// Every route answers by what it promises, or, while Postgres is away, by 503 that says when to come again; by 404 only of
/// newest versions, since all else that callers ask for is there. Never by 500, nor by what cannot be read, nor too late, and
/// no connection breaks but those of a process that is down.
/// </summary>
internal sealed class AnswersAreOrderly : ICheck
{
    public string Name => "answers are orderly";

    public IEnumerable<Violation> Judge(RunHistory history)
    {
        var faults = new Trouble(history.Faults);
        var apis = history.Calls.Select(call => call.Api).Distinct().ToDictionary(api => api, api => (
            Down: faults.Where(fault => ApiLives.IsRestart(fault, api)),
            Postgres: faults.Where(fault => fault.PostgresAway && fault.Hits(ProcessNames.Api(api)))));
        return history.Calls
            .Select(call => (Call: call, Fault: WhatIsWrong(call, apis[call.Api].Down, apis[call.Api].Postgres)))
            .Where(found => found.Fault is not null)
            .GroupBy(found => (found.Call.Route, found.Fault), (kind, calls) => new Violation(
                Name,
                $"{calls.Count()} x {kind.Route}: {kind.Fault}",
                [.. calls.Take(5).Select(found => $"{found.Call}{Near(found.Call, history.Faults)}")]));
    }

    private static string? WhatIsWrong(Call call, Trouble down, Trouble postgres) => call switch
    {
        { Failure: Call.Unreadable or Call.TimedOut } => call.Failure,
        { Failure: not null } => IsDown(call, down) ? null : "no answer from a process that runs",
        { Status: 503, RetryAfter: false } => "503 without Retry-After",
        { Status: 503 } => postgres.Overlaps(call.Began, call.Ended, RecoversByItself.Bound) ? null : "503 while Postgres could be reached",

        // Where its process ended the request may have been sent once more by the client itself, after it had been carried out.
        { Status: 404, Route: Route.DeleteImage } when IsDown(call, down) => null,
        { Status: 404, Route: not Route.Latest } => "404 for what exists",
        { Status: 200, Route: Route.Version } when call.Version != call.Wanted => "another version than was asked for",
        _ => Expected(call.Route).Contains(call.Status) ? null : $"status {call.Status}",
    };

    private static bool IsDown(Call call, Trouble down) => down.Overlaps(call.Began, call.Ended, TimeSpan.FromSeconds(1));

    private static int[] Expected(Route route) => route switch
    {
        Route.PutImages => [200],
        Route.DeleteImage => [204],
        Route.PostJob => [202],
        Route.Restore => [201, 409],
        Route.Cancel => [200, 409],
        Route.Latest => [200, 304, 404],
        _ => [200],
    };

    private static string Near(Call call, IReadOnlyList<FaultWindow> faults) =>
        faults.LastOrDefault(fault => fault.Began <= call.Ended) is { } fault
            ? $" (last fault: {fault.Kind} of {fault.Target}, {fault.Began.TotalSeconds:F3}-{fault.Cleared.TotalSeconds:F3} s)"
            : "";
}
