using System.Globalization;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace MediaClusters.ServiceDefaults.Metrics;

/// <summary>Prometheus text format 0.0.4.</summary>
internal sealed class PrometheusWriter(TextWriter text)
{
    // Written by the exporter itself: a tag of the same name would make Prometheus refuse the whole scrape.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal) { "le", "otel_scope_name", "otel_scope_version" };

    private readonly List<KeyValuePair<string, string>> _labels = [];

    public void WriteResource(Resource resource)
    {
        Header("target_info", "gauge", "Target metadata");
        _labels.Clear();
        foreach (var attribute in resource.Attributes)
            Add(attribute.Key, attribute.Value);
        Sample("target_info", 1);
    }

    /// <summary>
    /// Writes metrics that share a name (two meters may each have one) as one family. Of metrics of
    /// different types only those like the first are written: a family has one type.
    /// </summary>
    public void WriteFamily(string name, IReadOnlyList<Metric> metrics)
    {
        var type = TypeOf(metrics[0]);
        Header(name, type, metrics[0].Description);
        foreach (var metric in metrics.Where(metric => TypeOf(metric) == type))
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                SetLabels(metric, point);
                if (metric.MetricType == MetricType.Histogram)
                    Histogram(name, point);
                else
                    Sample(name, Value(metric.MetricType, point));
            }
        }
    }

    private static string TypeOf(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    private static double Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    private void Histogram(string name, in MetricPoint point)
    {
        // The SDK counts each bucket for itself, Prometheus counts everything up to the bound.
        long count = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            _labels.Add(new("le", PrometheusName.Number(bucket.ExplicitBound)));
            Sample(name + "_bucket", count);
            _labels.RemoveAt(_labels.Count - 1);
        }

        Sample(name + "_sum", point.GetHistogramSum());
        Sample(name + "_count", point.GetHistogramCount());
    }

    private void SetLabels(Metric metric, in MetricPoint point)
    {
        _labels.Clear();
        _labels.Add(new("otel_scope_name", metric.MeterName));
        if (metric.MeterVersion.Length > 0)
            _labels.Add(new("otel_scope_version", metric.MeterVersion));
        foreach (var (key, value) in point.Tags)
            Add(key, value);
    }

    private void Add(string key, object? value)
    {
        var name = PrometheusName.Label(key);
        if (Reserved.Contains(name))
            name = "exported_" + name;
        var content = value switch
        {
            null => "",
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

        // Two keys may become one name (a.b and a_b); the values are then joined, as OpenTelemetry specifies.
        var same = _labels.FindIndex(label => label.Key == name);
        if (same < 0)
            _labels.Add(new(name, content));
        else
            _labels[same] = new(name, $"{_labels[same].Value};{content}");
    }

    private void Sample(string name, double value)
    {
        text.Write(name);
        for (var i = 0; i < _labels.Count; i++)
        {
            text.Write(i == 0 ? '{' : ',');
            text.Write(_labels[i].Key);
            text.Write("=\"");
            text.Write(PrometheusName.Escape(_labels[i].Value, quotes: true));
            text.Write('"');
        }

        text.Write(_labels.Count > 0 ? "} " : " ");
        text.Write(PrometheusName.Number(value));
        text.Write('\n');
    }

    private void Header(string name, string type, string description)
    {
        if (description.Length > 0)
            text.Write($"# HELP {name} {PrometheusName.Escape(description, quotes: false)}\n");
        text.Write($"# TYPE {name} {type}\n");
    }
}
