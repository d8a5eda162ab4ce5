using System.Globalization;
using MediaClusters.LoadTests.Reporting;

namespace MediaClusters.LoadTests.Load;

/// <summary>What a load must come to. One that is missed fails the run; so does one that nothing was measured for.</summary>
internal sealed class Threshold
{
    private readonly string _name;
    private readonly string _wanted;
    private readonly string _format;
    private readonly Func<LoadResult, double> _measure;
    private readonly Func<double, bool> _isMet;

    private Threshold(string name, string wanted, string format, Func<LoadResult, double> measure, Func<double, bool> isMet)
        => (_name, _wanted, _format, _measure, _isMet) = (name, wanted, format, measure, isMet);

    public static Threshold PercentileBelow(double percent, double milliseconds) => new(
        Text($"p{percent:0.###}"), Text($"below {milliseconds:0.###} ms"), "0.00 ms", result => result.Latency.Percentile(percent), measured => measured < milliseconds);

    public static Threshold RateAtLeast(double perSecond) => new(
        "rate", Text($"at least {perSecond:0.#}/s"), "0.0/s", result => result.Rate, measured => measured >= perSecond);

    /// <param name="share">Of all steps, from 0 to 1.</param>
    public static Threshold FailuresAtMost(double share) => new(
        "failures", Text($"at most {share:0.###%}"), "0.###%", result => (double)result.Failed / (result.Failed + result.Latency.Count), measured => measured <= share);

    public Goal Evaluate(LoadResult result)
    {
        var measured = _measure(result);
        return new(
            $"{result.Scenario}: {_name}", _wanted, double.IsNaN(measured) ? "nothing" : measured.ToString(_format, CultureInfo.InvariantCulture), _isMet(measured));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
