namespace Aspire.Hosting.ApplicationModel;

internal static class ResourceNames
{
    public static readonly StringComparer Comparer = StringComparer.OrdinalIgnoreCase;

    public const StringComparison Comparison = StringComparison.OrdinalIgnoreCase;

    private const int MaxLength = 64;

    /// <summary>Aspire's rule: ASCII letters, digits and single hyphens, starting with a letter, 64 characters at most.</summary>
    public static void Validate(string name)
    {
        ArgumentNullException.ThrowIfNull(name);

        var fault = name.Length is 0 or > MaxLength ? $"must be between 1 and {MaxLength} characters long"
            : !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? "must contain only ASCII letters, digits, and hyphens"
            : name.Contains("--", StringComparison.Ordinal) ? "cannot contain consecutive hyphens"
            : !char.IsAsciiLetter(name[0]) ? "must start with an ASCII letter"
            : name[^1] == '-' ? "cannot end with a hyphen"
            : null;

        if (fault is not null)
            throw new ArgumentException($"Resource name '{name}' is invalid. Name {fault}.", nameof(name));
    }

    /// <summary>Turns a resource name into something an environment variable's name may contain.</summary>
    public static string ToVariable(string name) =>
        string.Concat((char.IsAsciiDigit(name.FirstOrDefault()) ? "_" : ""), string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')));
}
