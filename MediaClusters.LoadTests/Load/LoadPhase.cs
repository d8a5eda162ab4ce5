using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace MediaClusters.LoadTests.Load;

/// <summary>A scenario's callers under one load: the warm-up, or what is measured.</summary>
internal sealed class LoadPhase(Scenario scenario, LoadShape shape, IReadOnlyList<Caller> callers, TimeSpan grace, long start)
{
    private readonly Timeline _timeline = new();
    private CallerTally[] _tallies = [];
    private string? _firstFailure;
    private long _unsent;

    public string? FirstFailure => _firstFailure;

    public LoadShape Shape => shape;

    public Timeline Timeline => _timeline;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(start);

    public long Succeeded => _tallies.Sum(tally => tally.Succeeded);

    public long Failed => _tallies.Sum(tally => tally.Failed) + Volatile.Read(ref _unsent);

    /// <param name="abort">Cancelled by whoever gives up: from outside, or a caller whose step is broken.</param>
    /// <returns>From the start to the last answer.</returns>
    public async Task<TimeSpan> RunAsync(CancellationTokenSource abort)
    {
        _tallies = [.. callers.Select(_ => new CallerTally(_timeline, start))];
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(abort.Token);
        var left = shape.Duration + grace - Elapsed;
        deadline.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);

        if (shape is LoadShape.Arrivals arrivals)
            await ArriveAsync(arrivals, abort, deadline.Token);
        else
            await Task.WhenAll(callers.Select(caller => CallAsync(caller, SaturateAsync, abort, deadline.Token)));
        return Elapsed;
    }

    private async Task ArriveAsync(LoadShape.Arrivals arrivals, CancellationTokenSource abort, CancellationToken deadline)
    {
        var schedule = new ArrivalSchedule(arrivals.From, arrivals.To, arrivals.Duration);
        var dispatcher = new ArrivalDispatcher(schedule, arrivals.Duration, callers.Count);
        var dispatching = dispatcher.RunAsync(start, deadline);
        await Task.WhenAll(callers.Select(caller => CallAsync(caller, AnswerAsync, abort, deadline)).Append(dispatching));

        // Whoever counts only what was sent makes an overloaded service look good.
        _unsent = schedule.Count - Succeeded - Failed;
        if (_unsent > 0)
        {
            Note($"{_unsent} of {schedule.Count} requests were not sent within {grace.TotalSeconds:0.#} s after the end");
            _timeline.Add((int)Elapsed.TotalSeconds, new(), _unsent);
        }

        async Task AnswerAsync(Func<long, ValueTask> call, CancellationToken ended)
        {
            while (await dispatcher.NextAsync() is var due && due != ArrivalDispatcher.End && !ended.IsCancellationRequested)
                await call(due);
        }
    }

    private async Task SaturateAsync(Func<long, ValueTask> call, CancellationToken ended)
    {
        var end = start + Timestamps.Of(shape.Duration);
        while (!ended.IsCancellationRequested && Stopwatch.GetTimestamp() is var now && now < end)
            await call(now);
    }

    private Task CallAsync(
        Caller caller, Func<Func<long, ValueTask>, CancellationToken, Task> loop, CancellationTokenSource abort, CancellationToken deadline) => Task.Run(async () =>
    {
        // One for each: callers of one source would wait for each other whenever a request registers.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var tally = _tallies[caller.Index];
        try
        {
            await loop(from => StepAsync(caller, tally, from, ended.Token), ended.Token);
        }
        catch
        {
            await abort.CancelAsync();
            throw;
        }
        finally
        {
            tally.Flush();
        }
    }, CancellationToken.None);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask StepAsync(Caller caller, CallerTally tally, long from, CancellationToken ended)
    {
        string? failure;
        try
        {
            failure = await scenario.Step(caller, ended);
        }
        catch (OperationCanceledException e)
        {
            failure = ended.IsCancellationRequested ? $"not answered within {grace.TotalSeconds:0.#} s after the end" : Describe(e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            failure = Describe(e);
        }

        var to = Stopwatch.GetTimestamp();
        if (failure is null)
        {
            tally.Succeed(from, to);
            return;
        }

        tally.Fail(to);
        Note(failure);
    }

    private void Note(string failure) => Interlocked.CompareExchange(ref _firstFailure, failure, null);

    private static string Describe(Exception e) => $"{e.GetType().Name}: {e.Message}";
}
