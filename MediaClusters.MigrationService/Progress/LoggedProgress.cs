namespace MediaClusters.MigrationService.Progress;

/// <summary>A log line now and then, and one at the end: where nobody sits in front of a terminal.</summary>
internal sealed class LoggedProgress(TimeProvider time, ILogger<LoggedProgress> logger) : IProgressDisplay
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public async Task ShowAsync(string title, Func<IProgress<WorkProgress>, Task> work)
    {
        var pace = new Pace(time);
        await using (time.CreateTimer(_ => Write(title, pace), state: null, Interval, Interval))
        {
            try
            {
                await work(new Reporter(pace));
            }
            finally
            {
                Write(title, pace);
            }
        }
    }

    private void Write(string title, Pace pace)
    {
        if (pace.Last is not { } last)
            return;
        var (rate, left) = pace.Measure();
        logger.Progressed(title, last.Done, last.Total?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?", rate, left?.ToString("c") ?? "?", last.ToString());
    }

    private sealed class Reporter(Pace pace) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => pace.Report(value);
    }
}
