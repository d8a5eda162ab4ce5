using System.Globalization;
using System.Text;
using System.Text.Json;
using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Persistence.Legacy;

/// <summary>Walks one parsed state and collects everything that is wrong with it. Fields it does not know are passed over.</summary>
internal sealed partial class LegacyStateReader
{
    private const int MaxIdLength = 200;
    private const int MaxLabelLength = 500;

    // Rounding may carry a similarity a little past the ends of its range.
    private const double Rounding = 1e-6;

    private static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Latest = new(3000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<LegacyProblem> _problems = [];
    private readonly List<string> _path = [];
    private readonly HashSet<string> _images = new(StringComparer.Ordinal);
    private readonly HashSet<string> _clusters = new(StringComparer.Ordinal);

    public LegacyParse Read(JsonElement root)
    {
        var state = IsObject(root) ? ReadState(root) : null;
        return _problems.Count == 0 ? new(state, []) : new(State: null, _problems);
    }

    private LegacyState ReadState(JsonElement root)
    {
        var clusters = Field(root, "clusters", value => Items(value, ReadCluster), required: true) ?? [];
        return new(
            Field(root, "pet_id", Id, required: true) ?? "",
            clusters,
            Field(root, "metrics", ReadMetrics) ?? new(NumClusters: null, NumImages: null, AvgQuality: null, ProcessedAt: null),
            Field(root, "updated_at", Time),
            Field(root, "media_clusters", value => ReadAddition(value, clusters.Count)));
    }

    private LegacyCluster? ReadCluster(JsonElement item)
    {
        if (!IsObject(item))
            return null;

        var id = Field(item, "id", value => Unique(Id(value), _clusters), required: true) ?? "";
        var members = Field(item, "members", value => Items(value, ReadMember), required: true);
        if (members is { Count: 0 })
            Report("has no members");
        var hero = Field(item, "hero_image_id", value => HeroAmong(Id(value), members ?? []));
        return new(id, Field(item, "label", value => Text(value, MaxLabelLength)), hero, Field(item, "quality_score", Share), members ?? []);
    }

    private LegacyMember? ReadMember(JsonElement item) => !IsObject(item) ? null : new(
        Field(item, "image_id", value => Unique(Id(value), _images), required: true) ?? "",
        Field(item, "score", value => Number(value, -1, 1)),
        Field(item, "position", Count),
        Field(item, "quality_score", Share));

    private LegacyMetrics? ReadMetrics(JsonElement metrics) => !IsObject(metrics) ? null : new(
        Field(metrics, "num_clusters", Count),
        Field(metrics, "num_images", Count),
        Field(metrics, "avg_quality", Share),
        Field(metrics, "processed_at", Time));

    private LegacyAddition? ReadAddition(JsonElement addition, int clusters)
    {
        if (!IsObject(addition))
            return null;

        var heroScores = Field(addition, "hero_scores", value => Items(value, Share), required: true) ?? [];
        if (heroScores.Count != clusters)
            Report($"has {heroScores.Count} hero_scores for {clusters} clusters");
        var heroes = Field(addition, "heroes", value => Items(value, ReadHero)) ?? [];
        if (heroes.Count > 0 && heroes.Count != clusters)
            Report($"has {heroes.Count} heroes for {clusters} clusters");
        return new(
            Field(addition, "sequence", Natural, required: true) ?? 0,
            Field(addition, "version", Natural, required: true) ?? 0,
            Field(addition, "persisted", Flag, required: true) ?? false,
            Field(addition, "algorithm", value => Text(value, MaxIdLength), required: true) ?? "",
            Field(addition, "input_hash", value => Text(value, MaxIdLength), required: true) ?? "",
            Field(addition, "metrics", ReadFigures, required: true) ?? new(null, null, null, 0, null),
            [.. heroScores.Select(score => score ?? 0)],
            Field(addition, "noise", value => Items(value, item => Unique(Id(item), _images)), required: true)?.OfType<string>().ToArray() ?? [])
        {
            Run = Field(addition, "run", ReadRun),
            Changes = Field(addition, "changes", value => Items(value, ReadChange)),
            Heroes = heroes,
        };
    }

    private ClusteringMetrics? ReadFigures(JsonElement metrics) => !IsObject(metrics) ? null : new(
        Field(metrics, "coverage", Share),
        Field(metrics, "silhouette", value => Number(value, -1, 1)),
        Field(metrics, "cohesion", value => Number(value, -1, 1)),
        Field(metrics, "noise_count", Count) ?? 0,
        Field(metrics, "average_quality", Share),
        Field(metrics, "davies_bouldin", value => Number(value, 0, double.MaxValue)),
        Field(metrics, "noise_share", Share),
        Field(metrics, "churn", Share),
        Field(metrics, "adjusted_rand", value => Number(value, -1, 1)));

    private T? Field<T>(JsonElement owner, string name, Func<JsonElement, T?> read, bool required = false)
    {
        _path.Add(_path.Count == 0 ? name : $".{name}");
        var given = owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;
        if (!given && required)
            Report("is missing");
        var result = given ? read(value) : default;
        _path.RemoveAt(_path.Count - 1);
        return result;
    }

    private List<T>? Items<T>(JsonElement value, Func<JsonElement, T?> read)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Report("is no array");
            return null;
        }

        var items = new List<T>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            _path.Add($"[{items.Count}]");
            items.Add(read(item)!);
            _path.RemoveAt(_path.Count - 1);
            if (_problems.Count == LegacyParse.MaxProblems)
                break;
        }

        return items;
    }

    private bool IsObject(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            Report("is no object");
        return value.ValueKind == JsonValueKind.Object;
    }

    // The stub's own ids may be numbers; they are kept as they are written.
    private string? Id(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number))
            return number.ToString(CultureInfo.InvariantCulture);
        var text = Text(value, MaxIdLength);
        if (text is { Length: 0 })
            Report("is empty");
        return text;
    }

    private string? Text(JsonElement value, int maxLength)
    {
        if (value.ValueKind != JsonValueKind.String)
            return Report<string>("is no text");
        var text = value.GetString()!;
        if (text.Length > maxLength)
            return Report<string>($"has more than {maxLength} characters");
        return text.Contains('\0', StringComparison.Ordinal) ? Report<string>("holds a NUL") : text;
    }

    private double? Share(JsonElement value) => Number(value, 0, 1);

    private double? Number(JsonElement value, double least, double most)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number))
            Report("is no number");
        else if (!(number >= least - Rounding && number <= most + Rounding))
            Report(string.Create(CultureInfo.InvariantCulture, $"is not between {least} and {most}"));
        else
            return Math.Clamp(number, least, most);
        return null;
    }

    private int? Count(JsonElement value)
        => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number : Report<int?>("is no whole number from 0");

    private long? Natural(JsonElement value)
        => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number : Report<long?>("is no whole number from 0");

    private bool? Flag(JsonElement value)
        => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : Report<bool?>("is neither true nor false");

    private Guid? Uuid(JsonElement value)
        => value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var id) ? id : Report<Guid?>("is no UUID");

    private T? Name<T>(JsonElement value, Func<T, string> label)
        where T : struct, Enum
        => (value.ValueKind == JsonValueKind.String ? ResultLabels.Find(value, label) : null) ?? Report<T?>("is no known name");

    private DateTimeOffset? Time(JsonElement value)
    {
        // Without an offset it is UTC.
        if (value.ValueKind != JsonValueKind.String
            || !DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            return Report<DateTimeOffset?>("is no time");
        return time >= Earliest && time < Latest ? time : Report<DateTimeOffset?>("is not between the years 1970 and 2999");
    }

    private string? Unique(string? id, HashSet<string> seen)
        => id is null || seen.Add(id) ? id : Report<string>($"is there before: {Shown(id)}");

    private string? HeroAmong(string? id, IReadOnlyList<LegacyMember?> members)
        => id is null || members.Any(member => string.Equals(member?.ImageId, id, StringComparison.Ordinal)) ? id : Report<string>($"is no member of the cluster: {Shown(id)}");

    // Ids are others' texts, and problems go to consoles and logs.
    private static string Shown(string id)
        => string.Concat(id.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? "\uFFFD" : rune.ToString()));

    private T? Report<T>(string reason)
    {
        Report(reason);
        return default;
    }

    private void Report(string reason)
    {
        if (_problems.Count < LegacyParse.MaxProblems)
            _problems.Add(new(_path.Count == 0 ? "$" : string.Concat(_path), reason));
    }
}
