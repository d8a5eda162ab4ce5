using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MediaClusters.Tests.Fuzz;

/// <summary>Bodies that are no JSON, other JSON than was asked for, and too much of it.</summary>
internal static class JsonFaults
{
    private const int Deep = 10_000;
    private const string Mark = "~fuzz~";

    // Written as they are, for no writer would write most of them.
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-0.0", "-1", "1.5", "1e1", "1e400", "-1e400", "1e-400", "1E+2147483648", "NaN", "Infinity", "-Infinity", "+1", ".5", "5.", "01", "0x1F",
        "2147483648", "9223372036854775808", "99999999999999999999", "340282356779733661637539395458142568448", new('9', 2_000), "0." + new string('1', 2_000),
        "\"\"", "\" \"", "\"x\"", "'x'", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\x41\"", "\"\\u12\"", "\"\n\"", "\"\u0007\"", "\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xf8\x88\x80\x80\x80\"",
        "\"2026-01-31T10:00:00\"", "\"0000-00-00T00:00:00Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"2026-01-31T10:00:60Z\"",
        "[]", "{}", "[[]]", "[null]", "{\"\":{}}", "{\"a\":1,\"a\":2}", "{\"\\u0061\":1,\"a\":2}", "{\"__proto__\":{}}", "[1,2,", "{\"a\":", "\"open", "/* c */ 1", "1 // c", "undefined", "",
        "{\"tags\":7}", "{\"tags\":[\"\\u0000\"]}", "{\"pinned_hero\":\"yes\"}", "{\"a\":1e-16383}", "{\"a\":1e308}", "{\"a\":1e31}", "{\"a\":\"\\ud800\"}", "{\"\\ud800\":1}",
    ];

    private static readonly Func<Random, string>[] LargeValues =
    [
        _ => new string('[', Deep) + new string(']', Deep),
        _ => string.Concat(Enumerable.Repeat("{\"a\":", Deep)) + "1" + new string('}', Deep),
        _ => new string('[', Deep),
        random => $"\"{new string('a', random.Next(20_000, 200_000))}\"",
        random => $"[{string.Join(',', Enumerable.Repeat("0", random.Next(1_000, 20_000)))}]",
        random => $"{{{string.Join(',', Enumerable.Range(0, random.Next(100, 5_000)).Select(n => $"\"k{n}\":{n}"))}}}",
        random => $"[{string.Join(',', Enumerable.Range(0, random.Next(400, 6_000)).Select(n => $"\"{new Guid(n, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1)}\""))}]",
        _ => $"\"{string.Concat(Enumerable.Repeat(FuzzRequest.Utf8("e\u0301\u202e"), 2_000))}\"",
        _ => $"\"{string.Concat(Enumerable.Repeat("\\u0000", 1_000))}\"",
    ];

    public static readonly Fault[] All =
    [
        Tree("value", random => Values[random.Next(Values.Length)]),
        Tree("value", random => Values[random.Next(Values.Length)]),
        Tree("text", random => FuzzRequest.Utf8(JsonSerializer.Serialize(HostileText.Pick(random)))),
        Tree("raw text", random => $"\"{FuzzRequest.Utf8(HostileText.Pick(random))}\""),
        Tree("large value", random => LargeValues[random.Next(LargeValues.Length)](random)),
        Fields("missing field", (fields, random) => fields.Remove(Any(fields, random))),
        Fields("unknown field", (fields, random) => fields[HostileText.Pick(random)] = 1),
        Text("field twice", (text, random) => Twice(text, random)),
        Text("truncated", (text, random) => text[..random.Next(text.Length + 1)]),
        Text("concatenated", (text, random) => text + (random.Next(2) == 0 ? text : "{}")),
        Text("byte changed", (text, random) => Replace(text, random, $"{(char)random.Next(256)}")),
        Text("bytes added", (text, random) => text.Insert(random.Next(text.Length + 1), FuzzRequest.Utf8(HostileText.Pick(random)))),
        Text("part left out", (text, random) => random.Next(text.Length + 1) is var from ? text[..from] + text[random.Next(from, text.Length + 1)..] : text),
        Text("byte order mark", (text, _) => "\xef\xbb\xbf" + text),
        Text("UTF-16", (text, _) => Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(text))),
        Text("comment", (text, _) => "// hello\n" + text),
        Text("trailing comma", (text, _) => text.Replace("}", ",}", StringComparison.Ordinal)),
        Text("white space alone", (_, random) => new string(" \t\r\n"[random.Next(4)], random.Next(70_000))),
        Text("empty", (_, _) => ""),
        Text("another document", (_, random) => Values[random.Next(Values.Length)]),
        Text("another large document", (_, random) => LargeValues[random.Next(LargeValues.Length)](random)),
        Text("form", (_, _) => "pet_id=1&reason=x"),
        Text("more than the route takes", (text, random) => random.Next(8) == 0 ? text + new string(' ', 1_100_000) : text + " "),
        Text("noise", (_, random) => Encoding.Latin1.GetString(Noise(random))),
    ];

    private static Fault Text(string name, Func<string, Random, string> change) => new($"body: {name}", (request, random) =>
    {
        if (request.Body is null)
            request.Set("Content-Type", "application/json");

        // Another fault may have said how long the body was that this one replaces.
        request.IsPartial |= request.Headers.Any(header => header.Name is "Content-Length" or "Transfer-Encoding");
        request.Body = FuzzRequest.Bytes(change(Encoding.Latin1.GetString(request.Body ?? "{\"a\":1}"u8.ToArray()), random));
    });

    private static Fault Tree(string name, Func<Random, string> value) => Text(name, (text, random) =>
        Parse(text) is { } root ? Plant(root, random).Replace($"\"{Mark}\"", value(random), StringComparison.Ordinal) : text);

    private static Fault Fields(string name, Action<JsonObject, Random> change) => Text(name, (text, random) =>
    {
        if (Parse(text) is not JsonObject root)
            return text;
        var inner = root.Select(field => field.Value).OfType<JsonArray>().SelectMany(array => array).OfType<JsonObject>().FirstOrDefault();
        var owner = inner is not null && random.Next(2) == 0 ? inner : root;
        if (owner.Count > 0)
            change(owner, random);
        return FuzzRequest.Utf8(root.ToJsonString());
    });

    /// <summary>The document with a mark somewhere; a vector's numbers are no likelier than the vector.</summary>
    private static string Plant(JsonNode root, Random random)
    {
        var owner = root;
        while (true)
        {
            switch (owner)
            {
                case JsonObject { Count: > 0 } fields:
                    var name = Any(fields, random);
                    if (fields[name] is JsonObject or JsonArray { Count: > 0 } && random.Next(3) > 0)
                    {
                        owner = fields[name]!;
                        continue;
                    }

                    fields[name] = Mark;
                    return FuzzRequest.Utf8(root.ToJsonString());
                case JsonArray { Count: > 0 } items:
                    var index = random.Next(items.Count);
                    if (items[index] is JsonObject or JsonArray { Count: > 0 } && random.Next(3) > 0)
                    {
                        owner = items[index]!;
                        continue;
                    }

                    items[index] = Mark;
                    return FuzzRequest.Utf8(root.ToJsonString());
                default:
                    return $"\"{Mark}\"";
            }
        }
    }

    private static string Twice(string text, Random random) => Parse(text) is JsonObject { Count: > 0 } root && Any(root, random) is var name
        ? $"{{{JsonSerializer.Serialize(name)}:{root[name]?.ToJsonString() ?? "null"},{text[(text.IndexOf('{', StringComparison.Ordinal) + 1)..]}"
        : text;

    private static string Any(JsonObject fields, Random random) => fields.ElementAt(random.Next(fields.Count)).Key;

    private static string Replace(string text, Random random, string with) =>
        text.Length == 0 ? with : random.Next(text.Length) is var at ? text[..at] + with + text[(at + 1)..] : text;

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 3_000)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static bool Names(JsonNode? node) => node switch
    {
        JsonObject fields => fields.All(field => Names(field.Value)),
        JsonArray items => items.All(Names),
        _ => true,
    };

    // Another fault may have been there before.
    private static JsonNode? Parse(string text)
    {
        try
        {
            var root = JsonNode.Parse(FuzzRequest.Bytes(text), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });

            // Names are read when they are needed, and half a surrogate pair is no name.
            return root?.DeepClone() is { } clone && clone.ToJsonString().Length > 0 && Names(clone) ? clone : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
