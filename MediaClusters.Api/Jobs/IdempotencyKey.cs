using MediaClusters.Api.Errors;

namespace MediaClusters.Api.Jobs;

/// <summary>The header by which a caller repeats a request safely.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 255;

    public static string? Read(HttpContext context, FieldErrors errors)
    {
        var values = context.Request.Headers[Header];
        if (values.Count == 0)
            return null;
        if (values is [{ Length: >= 1 and <= MaxLength } key] && !key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return key;
        errors.Add(Header, $"must be there once, with 1 to {MaxLength} printable ASCII characters");
        return null;
    }
}
