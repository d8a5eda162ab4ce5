using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.ServiceDefaults.Authentication;

/// <summary>Says what is wrong with configured tokens. No text repeats a token.</summary>
internal static class InternalTokenValidator
{
    public const int MinimumLength = 32;
    public const int MaximumLength = 256;

    private const double LowestRate = 0.01;
    private const int HighestRate = 100_000;

    private static readonly HashSet<string> WellKnown = new(StringComparer.OrdinalIgnoreCase)
    {
        "development-internal-token", "internal-token", "internal", "token", "secret", "password", "changeme", "change-me",
        "change-me-please", "default", "admin", "test", "letmein", "example", "your-token-here", "00000000-0000-0000-0000-000000000000",
        "0123456789abcdef0123456789abcdef", "abcdefghijklmnopqrstuvwxyz123456", "12345678901234567890123456789012",
    };

    public static IReadOnlyList<string> Validate(InternalTokenOptions options, IHostEnvironment environment)
    {
        var failures = new List<string>();
        if (options.Tokens.Count == 0)
        {
            failures.Add(
                "No internal token is configured: set Authentication__Tokens__0__Name and Authentication__Tokens__0__Value, INTERNAL_TOKEN, or Authentication__TokensFile to a file with Authentication:Tokens.");
        }

        foreach (var (index, token) in options.Tokens.Index())
        {
            if (Weakness(token.Value, environment.IsDevelopment()) is { } weakness)
                failures.Add($"Authentication:Tokens:{index} ('{token.Name}') {weakness}.");
            if (string.IsNullOrWhiteSpace(token.Name))
                failures.Add($"Authentication:Tokens:{index} has no name.");
            foreach (var fault in WrongLimits(token))
                failures.Add($"Authentication:Tokens:{index} ('{token.Name}') {fault}.");
        }

        if (HasDuplicates(options.Tokens.Select(token => token.Name), StringComparer.OrdinalIgnoreCase))
            failures.Add("Two entries of Authentication:Tokens have the same name.");
        if (HasDuplicates(options.Tokens.Select(token => token.Value), StringComparer.Ordinal))
            failures.Add("Two entries of Authentication:Tokens have the same value.");
        return failures;
    }

    private static IEnumerable<string> WrongLimits(InternalToken token)
    {
        if (token.RequestsPerSecond is not (0 or (>= LowestRate and <= HighestRate)))
            yield return string.Create(CultureInfo.InvariantCulture, $"has a {nameof(token.RequestsPerSecond)} outside {LowestRate} to {HighestRate}; 0 is no limit");
        if (token.Burst is < 0 or > HighestRate)
            yield return $"has a {nameof(token.Burst)} outside 1 to {HighestRate}; 0 is that of one second";
        else if (token is { Burst: > 0, RequestsPerSecond: 0 })
            yield return $"has a {nameof(token.Burst)} and no {nameof(token.RequestsPerSecond)}, without which it is no limit";
        if (token.MaxBodyBytes < 1)
            yield return $"has a {nameof(token.MaxBodyBytes)} below 1; leave it out for what the routes take";
    }

    private static string? Weakness(string value, bool development)
    {
        if (value.Length == 0)
            return "has no value";
        if (value.Length > MaximumLength)
            return $"is longer than {MaximumLength} characters";
        if (value.Any(character => character is <= ' ' or > '~'))
            return "contains a character that a header cannot carry: use printable ASCII without spaces";
        if (development)
            return null;
        if (WellKnown.Contains(value))
            return "is a well-known value; take a random one, for instance from `openssl rand -hex 32`";
        if (value.Length < MinimumLength)
            return $"is shorter than {MinimumLength} characters; take a random one, for instance from `openssl rand -hex 32`";
        return IsRepetition(value) ? "repeats itself; take a random one, for instance from `openssl rand -hex 32`" : null;
    }

    // A text is made of repetitions of a shorter one if it is found inside its own doubling, ends cut off.
    private static bool IsRepetition(string value) => (value + value)[1..^1].Contains(value, StringComparison.Ordinal);

    private static bool HasDuplicates(IEnumerable<string> values, StringComparer comparer)
    {
        var seen = new HashSet<string>(comparer);
        return values.Where(value => value.Length > 0).Any(value => !seen.Add(value));
    }
}
