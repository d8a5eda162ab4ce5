namespace MediaClusters.AppHost.Publishing;

/// <summary>
/// The templates of a chart that was published before, which the new ones replace: an object the graph no longer has
/// would be installed with the rest. They come back when there are no new ones.
/// </summary>
internal sealed class EarlierTemplates : IDisposable
{
    private readonly string _templates;
    private readonly string _aside;

    private EarlierTemplates(string templates)
    {
        _templates = templates;
        _aside = $"{templates}.earlier";
    }

    /// <summary>Null where there is no chart of ours.</summary>
    public static EarlierTemplates? SetAside(string folder)
    {
        var chart = Path.Combine(folder, "Chart.yaml");
        var earlier = new EarlierTemplates(Path.Combine(folder, "templates"));

        if (!File.Exists(chart) || !File.ReadLines(chart).Contains($"name: \"{PublishTargets.ChartName}\"", StringComparer.Ordinal))
            return null;

        // Left by a run that was killed, which may have written a part of its own.
        earlier.Dispose();

        if (!Directory.Exists(earlier._templates))
            return null;

        Directory.Move(earlier._templates, earlier._aside);
        return earlier;
    }

    public void Remove()
    {
        // At once first: a part of them must never be taken for all of them.
        var removed = $"{_aside}.removed";

        if (Directory.Exists(removed))
            Directory.Delete(removed, recursive: true);

        Directory.Move(_aside, removed);
        Directory.Delete(removed, recursive: true);
    }

    public void Dispose()
    {
        if (!Directory.Exists(_aside))
            return;

        if (Directory.Exists(_templates))
            Directory.Delete(_templates, recursive: true);

        Directory.Move(_aside, _templates);
    }
}
