using MediaClusters.MigrationService.Progress;

namespace MediaClusters.MigrationService.Import;

/// <summary>What became of the states: every key that was found is counted once, under <see cref="Keys"/> and under one of the rest.</summary>
internal sealed class ImportTally
{
    private long _imported;
    private long _mended;
    private long _hadVersion;
    private long _gone;
    private long _refused;

    public long Keys => Imported + HadVersion + Gone + Refused;

    public long Imported => Interlocked.Read(ref _imported);

    /// <summary>Part of <see cref="Imported"/>.</summary>
    public long Mended => Interlocked.Read(ref _mended);

    public long HadVersion => Interlocked.Read(ref _hadVersion);

    /// <summary>Expired or deleted by the stub between the look and the read.</summary>
    public long Gone => Interlocked.Read(ref _gone);

    public long Refused => Interlocked.Read(ref _refused);

    public void CountImported(bool mended)
    {
        Interlocked.Increment(ref _imported);
        if (mended)
            Interlocked.Increment(ref _mended);
    }

    public void CountHadVersion() => Interlocked.Increment(ref _hadVersion);

    public void CountGone() => Interlocked.Increment(ref _gone);

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public WorkProgress Show(long total) => new(
        Keys, total, [("imported", Imported), ("had a version", HadVersion), ("gone", Gone), ("not imported", Refused)]);
}
