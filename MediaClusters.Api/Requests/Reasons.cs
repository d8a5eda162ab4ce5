namespace MediaClusters.Api.Requests;

/// <summary>A caller's reason, kept for the audit.</summary>
internal static class Reasons
{
    private const int MaxLength = 200;

    /// <summary>What is wrong with it, or null.</summary>
    public static string? Check(string? reason) =>
        reason is not null && (reason.Length > MaxLength || reason.Any(char.IsControl))
            ? $"must have at most {MaxLength} characters and no control characters"
            : null;
}
