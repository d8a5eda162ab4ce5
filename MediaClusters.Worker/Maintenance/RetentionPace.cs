using MediaClusters.Persistence.Maintenance;

namespace MediaClusters.Worker.Maintenance;

/// <summary>How much the next batch removes, and how long to rest before it.</summary>
internal sealed class RetentionPace(RetentionOptions options)
{
    /// <summary>Far below the lease, which is prolonged by batches.</summary>
    public static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(20);

    // What a row costs is not known before the first batch.
    private const int FirstSize = 200;

    /// <summary>Rows.</summary>
    public int Size { get; private set; } = Math.Min(FirstSize, options.BatchSize);

    /// <returns>The pause after a batch that took <paramref name="elapsed"/>.</returns>
    public TimeSpan After(TimeSpan elapsed)
    {
        if (elapsed > options.BatchTime)
            Shrink();
        else if (elapsed < options.BatchTime / 2)
            Size = (int)Math.Min(options.BatchSize, Size * 2L);

        var pause = elapsed * ((1 / options.DutyCycle) - 1);
        return pause < MaxPause ? pause : MaxPause;
    }

    /// <summary>After a batch that was too much: by its time, or by a failure such as the statement's time-out.</summary>
    public void Shrink() => Size = Math.Max(1, Size / 2);
}
