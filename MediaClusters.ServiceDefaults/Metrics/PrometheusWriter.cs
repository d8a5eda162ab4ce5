using System.Globalization;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace MediaClusters.ServiceDefaults.Metrics;

/// <summary>
/// Prometheus text format 0.0.4. A family's lines have to stand together, so families that share a name
/// (two meters may) are gathered first and written at the end.
/// </summary>
internal sealed class PrometheusWriter(TextWriter text)
{
    public void WriteResource(Resource resource)
    {
        Header("target_info", "gauge", "Target metadata");
        text.Write("target_info");
        Labels(resource.Attributes.Select(attribute => new KeyValuePair<string, object?>(attribute.Key, attribute.Value)));
        text.Write(" 1\n");
    }

    public void Write(Metric metric)
    {
        var name = PrometheusName.For(metric);
        switch (metric.MetricType)
        {
            case MetricType.LongSum or MetricType.DoubleSum:
                Header(name, "counter", metric.Description);
                break;
            case MetricType.Histogram:
                Header(name, "histogram", metric.Description);
                break;
            case MetricType.ExponentialHistogram:
                return;
            default:
                Header(name, "gauge", metric.Description);
                break;
        }

        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (metric.MetricType == MetricType.Histogram)
                Histogram(name, metric, point);
            else
                Sample(name, "", metric, point, null, Value(metric.MetricType, point));
        }
    }

    private static double Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    private void Histogram(string name, Metric metric, in MetricPoint point)
    {
        long count = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            Sample(name, "_bucket", metric, point, bucket.ExplicitBound, count);
        }

        Sample(name, "_sum", metric, point, null, point.GetHistogramSum());
        Sample(name, "_count", metric, point, null, point.GetHistogramCount());
    }

    private void Sample(string name, string suffix, Metric metric, in MetricPoint point, double? bound, double value)
    {
        text.Write(name);
        text.Write(suffix);

        var labels = new List<KeyValuePair<string, object?>> { new("otel_scope_name", metric.MeterName) };
        if (metric.MeterVersion.Length > 0)
            labels.Add(new("otel_scope_version", metric.MeterVersion));
        foreach (var tag in point.Tags)
            labels.Add(tag);
        if (bound is { } le)
            labels.Add(new("le", PrometheusName.Number(le)));
        Labels(labels);

        text.Write(' ');
        text.Write(PrometheusName.Number(value));
        text.Write('\n');
    }

    private void Labels(IEnumerable<KeyValuePair<string, object?>> labels)
    {
        var first = true;
        foreach (var (key, value) in labels)
        {
            text.Write(first ? '{' : ',');
            first = false;
            text.Write(PrometheusName.Label(key));
            text.Write("=\"");
            text.Write(PrometheusName.Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", quotes: true));
            text.Write('"');
        }

        if (!first)
            text.Write('}');
    }

    private void Header(string name, string type, string description)
    {
        if (description.Length > 0)
            text.Write($"# HELP {name} {PrometheusName.Escape(description, quotes: false)}\n");
        text.Write($"# TYPE {name} {type}\n");
    }
}
