namespace MediaClusters.LoadTests.Load.Views;

/// <summary>Refreshes a view while work runs, on a thread of its own: the thread pool is the load's.</summary>
internal static class ViewLoop
{
    public static async Task RunAsync(Func<Task> work, TimeSpan interval, Action refresh)
    {
        using var ended = new ManualResetEventSlim();
        var refreshing = DedicatedThread.RunAsync("view", () =>
        {
            while (!ended.Wait(interval))
                refresh();
            refresh();
        });
        try
        {
            await work();
        }
        finally
        {
            ended.Set();
            await refreshing;
        }
    }
}
