using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace MediaClusters.Tests.Security;

/// <summary>Everything a run emitted, by where it was seen.</summary>
internal sealed class Evidence
{
    private readonly ConcurrentQueue<(string Place, string Text)> _seen = new();

    public void Add(string place, string text) => _seen.Enqueue((place, text));

    public async Task AddAsync(string place, HttpResponseMessage response) =>
        Add(place, $"{(int)response.StatusCode} {response.Headers}{response.Content.Headers}{await response.Content.ReadAsStringAsync()}");

    /// <summary>What was seen at places whose name begins so.</summary>
    public string At(string place) => string.Join('\n', _seen.Where(seen => seen.Place.StartsWith(place, StringComparison.Ordinal)).Select(seen => seen.Text));

    /// <summary>Where a secret was seen, in whatever form; with the words around it.</summary>
    public IReadOnlyList<string> Leaks(IReadOnlyDictionary<string, string> secrets) =>
    [
        .. from secret in secrets
           from form in Forms(secret.Value)
           from seen in _seen
           let at = seen.Text.IndexOf(form, StringComparison.OrdinalIgnoreCase)
           where at >= 0
           select $"{secret.Key} in {seen.Place}: …{seen.Text[Math.Max(0, at - 80)..Math.Min(seen.Text.Length, at + form.Length + 20)]}…",
    ];

    private static IEnumerable<string> Forms(string secret)
    {
        // In base64 of a longer text the secret begins at any of three places, and its ends are its neighbours' too.
        // What is left of a short secret is found everywhere by chance.
        var base64 = Enumerable.Range(0, 3).Select(shift => Convert.ToBase64String(Encoding.UTF8.GetBytes(new string(' ', shift) + secret))[4..^4])
            .Where(inner => inner.Length >= 16);
        return new[]
        {
            secret, Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret), JavaScriptEncoder.Default.Encode(secret), WebUtility.HtmlEncode(secret),
            Convert.ToHexString(Encoding.UTF8.GetBytes(secret)),
        }.Concat(base64).Distinct(StringComparer.Ordinal);
    }
}
