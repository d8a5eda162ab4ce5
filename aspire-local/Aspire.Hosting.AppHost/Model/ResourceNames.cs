namespace Aspire.Hosting.ApplicationModel;

internal static class ResourceNames
{
    public static readonly StringComparer Comparer = StringComparer.OrdinalIgnoreCase;

    public const StringComparison Comparison = StringComparison.OrdinalIgnoreCase;

    private const int MaxLength = 64;

    /// <summary>Aspire's rule: ASCII letters, digits and single hyphens, starting with a letter, 64 characters at most.</summary>
    public static void Validate(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);

        var valid = name.Length <= MaxLength
            && char.IsAsciiLetter(name[0])
            && name[^1] != '-'
            && !name.Contains("--", StringComparison.Ordinal)
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

        if (!valid)
            throw new ArgumentException($"Resource name '{name}' is invalid: ASCII letters, digits and single hyphens, starting with a letter, {MaxLength} characters at most.", nameof(name));
    }

    /// <summary>Turns a resource name into something an environment variable's name may contain.</summary>
    public static string ToVariable(string name) =>
        string.Concat((char.IsAsciiDigit(name.FirstOrDefault()) ? "_" : ""), string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')));
}
