namespace MediaClusters.LoadTests.Backfill;

/// <summary>What was seen, and whether it is as it should be.</summary>
internal sealed class Checks
{
    private int _failed;

    public void That(string seen, bool isRight)
    {
        Console.WriteLine($"{(isRight ? "ok  " : "FAIL")} {seen}");
        _failed += isRight ? 0 : 1;
    }

    /// <returns>The exit code.</returns>
    public int Report()
    {
        Console.WriteLine(_failed == 0 ? "All as it should be" : $"{_failed} not as it should be");
        return _failed == 0 ? 0 : 1;
    }
}
