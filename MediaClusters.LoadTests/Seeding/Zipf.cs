namespace MediaClusters.LoadTests.Seeding;

/// <summary>
/// Picks as callers do: a few things again and again, most of them seldom. The thing of rank r is picked with a probability
/// proportional to 1 / r^0.99. Who has which rank is a matter of the seed, not of the order they came in.
/// </summary>
internal sealed class Zipf
{
    private const double Exponent = 0.99;

    private readonly double[] _cumulated;
    private readonly int[] _ranked;

    public Zipf(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _ranked = [.. Enumerable.Range(0, count)];
        new Random(seed).Shuffle(_ranked);
        _cumulated = new double[count];
        var sum = 0.0;
        for (var rank = 0; rank < count; rank++)
            _cumulated[rank] = sum += 1 / Math.Pow(rank + 1, Exponent);
    }

    /// <summary>Which of them was picked, from 0. For several threads at once, each with its own randomness.</summary>
    public int Next(Random random)
    {
        var at = Array.BinarySearch(_cumulated, random.NextDouble() * _cumulated[^1]);
        return _ranked[Math.Min(at < 0 ? ~at : at, _ranked.Length - 1)];
    }

    /// <summary>The one with that rank, from 0.</summary>
    public int Ranked(int rank) => _ranked[rank];
}
