using System.Text;
using System.Text.Json.Nodes;
using MediaClusters.Persistence.Legacy;
using StackExchange.Redis;

namespace MediaClusters.Tests.MigrationService.Import;

/// <summary>States as the stub leaves them, and what may have become of them.</summary>
internal static class StubStates
{
    public const string Sound = """
        {"pet_id": "PET", "clusters": [
          {"id": "c1", "label": "front", "hero_image_id": "h-PET", "quality_score": 0.5, "members": [
            {"image_id": "h-PET", "score": 1, "position": 0, "quality_score": 0.25},
            {"image_id": "i-PET", "score": 0.875, "position": 1, "quality_score": 0.75}]}],
         "metrics": {"num_clusters": 1, "num_images": 3, "avg_quality": 0.5, "processed_at": "2026-03-04T05:06:07Z"},
         "updated_at": "2026-03-04T05:06:08Z"}
        """;

    public static string Of(string pet) => Sound.Replace("PET", pet, StringComparison.Ordinal);

    public static RedisKey Key(string pet) => LegacyKeys.Prefix + pet;

    /// <summary>A sound state after one to four accidents: bytes changed, cut off or doubled, or values replaced.</summary>
    public static byte[] Mutated(string pet, Random random)
    {
        var state = Encoding.UTF8.GetBytes(Of(pet));
        for (var accidents = random.Next(1, 5); accidents > 0; accidents--)
            state = random.Next(3) == 0 ? Damage(state, random) : Replace(state, random);
        return state;
    }

    private static byte[] Damage(byte[] state, Random random)
    {
        var at = random.Next(state.Length + 1);
        switch (random.Next(4))
        {
            case 0:
                return state[..at];
            case 1:
                return [.. state[..at], .. state[random.Next(state.Length + 1)..]];
            case 2:
                return [.. state[..at], (byte)random.Next(256), .. state[at..]];
            default:
                state = [.. state];
                if (at < state.Length)
                    state[at] ^= (byte)(1 << random.Next(8));
                return state;
        }
    }

    private static byte[] Replace(byte[] state, Random random)
    {
        try
        {
            return Replace(JsonNode.Parse(state), random) ?? state;
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            // Damaged beyond what has values: no JSON, no UTF-8, a name twice.
            return state;
        }
    }

    private static byte[]? Replace(JsonNode? root, Random random)
    {
        var places = new List<(JsonNode Owner, string? Name, int Index)>();
        Collect(root, places);
        if (places.Count == 0)
            return null;
        var (owner, name, index) = places[random.Next(places.Count)];
        var value = Value(random);
        if (owner is JsonObject fields && random.Next(6) == 0)
            fields.Remove(name!);
        else if (owner is JsonObject)
            owner[name!] = value;
        else if (random.Next(4) == 0)
            owner.AsArray().Add(owner[index]!.DeepClone());
        else
            owner[index] = value;
        return Encoding.UTF8.GetBytes(root!.ToJsonString());
    }

    private static void Collect(JsonNode? node, List<(JsonNode, string?, int)> places)
    {
        if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields)
            {
                places.Add((fields, name, 0));
                Collect(value, places);
            }
        }
        else if (node is JsonArray items)
        {
            for (var index = 0; index < items.Count; index++)
            {
                if (items[index] is not null)
                    places.Add((items, null, index));
                Collect(items[index], places);
            }
        }
    }

    private static JsonNode? Value(Random random) => random.Next(15) switch
    {
        0 => null,
        1 => "",
        2 => "\0",
        3 => -1,
        4 => 0.5,
        5 => 1e300,
        6 => long.MaxValue,
        7 => true,
        8 => new JsonArray(),
        9 => new JsonObject(),
        10 => "0001-01-01T00:00:00Z",
        11 => "2999-01-01T00:00:00+14:00",
        12 => new string('x', random.Next(600)),
        13 => "aaaaaaaa-0000-4000-8000-000000000000",
        _ => "h\u202E\uFFFF",
    };
}
