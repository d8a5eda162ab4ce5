namespace MediaClusters.LoadTests.Reporting.Html;

/// <summary>Places values between 0 and the highest on a line.</summary>
internal sealed class LinearScale
{
    private readonly double _top;
    private readonly double _from;
    private readonly double _length;

    private LinearScale(double top, double step, double from, double to)
    {
        _top = top;
        _from = from;
        _length = to - from;
        Ticks = [.. Enumerable.Range(0, (int)((top / step) + 1e-9) + 1).Select(i => i * step)];
    }

    public IReadOnlyList<double> Ticks { get; }

    /// <param name="values">What is to be shown; what is no number counts for nothing.</param>
    /// <param name="steps">About as many ticks.</param>
    /// <param name="from">Where 0 is.</param>
    /// <param name="to">Where the last tick is.</param>
    public static LinearScale Over(IEnumerable<double> values, int steps, double from, double to)
    {
        var highest = values.Where(value => double.IsFinite(value) && value > 0).DefaultIfEmpty(1).Max();
        var step = RoundStep(highest / steps);
        return new(Math.Ceiling((highest / step) - 1e-9) * step, step, from, to);
    }

    /// <summary>Up to a value rather than to the next tick.</summary>
    public static LinearScale UpTo(double top, int steps, double from, double to) => new(top, RoundStep(top / steps), from, to);

    public double At(double value) => _from + (_length * Math.Clamp(value / _top, 0, 1));

    /// <summary>The next of 1, 2, 5, 10, ...</summary>
    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
