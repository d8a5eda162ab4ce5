namespace MediaClusters.LoadTests.Reporting.Html;

/// <summary>Places values on a line where as much lies between 1 and 10 as between 10 and 100.</summary>
internal sealed class LogScale
{
    private static readonly double[] Steps = [1, 2, 5];

    private readonly double _low;
    private readonly double _span;
    private readonly double _from;
    private readonly double _length;

    private LogScale(IReadOnlyList<double> ticks, int most, double from, double to)
    {
        _low = Math.Log10(ticks[0]);
        _span = Math.Log10(ticks[^1]) - _low;
        _from = from;
        _length = to - from;
        Ticks = Thinned(ticks, most);
    }

    public IReadOnlyList<double> Ticks { get; }

    /// <param name="values">What is to be shown; what is no number, or not above zero, counts for nothing.</param>
    /// <param name="most">As many ticks at most.</param>
    /// <param name="from">Where the lowest tick is.</param>
    /// <param name="to">Where the highest is.</param>
    public static LogScale Over(IEnumerable<double> values, int most, double from, double to)
    {
        var shown = values.Where(value => double.IsFinite(value) && value > 0).DefaultIfEmpty(1).ToArray();
        var (lowest, highest) = (shown.Min(), shown.Max());
        var fine = Between(lowest, highest, Steps);
        return new(fine.Count <= most ? fine : Between(lowest, highest, [1]), most, from, to);
    }

    public double At(double value) => _from + (_length * (value > 0 ? Math.Clamp((Math.Log10(value) - _low) / _span, 0, 1) : 0));

    /// <summary>From the last tick that is not above the lowest to the first that is not below the highest, and two at least.</summary>
    private static List<double> Between(double lowest, double highest, double[] steps)
    {
        var ticks = new List<double>();
        for (var power = (int)Math.Floor(Math.Log10(lowest)); ticks.Count < 2 || ticks[^1] < highest; power++)
        {
            foreach (var tick in steps.Select(step => step * Math.Pow(10, power)))
            {
                if (ticks.Count >= 2 && ticks[^1] >= highest)
                    break;
                if (ticks.Count == 1 && tick <= lowest)
                    ticks.Clear();
                ticks.Add(tick);
            }
        }

        return ticks;
    }

    private static IReadOnlyList<double> Thinned(IReadOnlyList<double> ticks, int most)
    {
        var each = (ticks.Count + most - 1) / most;
        return [.. ticks.Where((_, i) => i % each == 0)];
    }
}
