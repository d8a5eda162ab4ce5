using MediaClusters.Api.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MediaClusters.Api.Errors;

/// <summary>The refusals of this API. <c>type</c> is what a caller may switch on; the rest is for people.</summary>
internal static class Problems
{
    public const string ValidationType = "urn:media-clusters:problem:validation";
    public const string NotFoundType = "urn:media-clusters:problem:not-found";
    public const string NotYetType = "urn:media-clusters:problem:version-not-yet";
    public const string ForeignImageType = "urn:media-clusters:problem:image-of-another-pet";
    public const string KeyReusedType = "urn:media-clusters:problem:idempotency-key-reused";
    public const string TooLargeType = "urn:media-clusters:problem:body-too-large";
    public const string MediaTypeType = "urn:media-clusters:problem:unsupported-media-type";
    public const string UnavailableType = "urn:media-clusters:problem:unavailable";
    public const string BusyType = "urn:media-clusters:problem:busy";

    private const int RetryAfterSeconds = 1;

    public static ProblemHttpResult NotFound(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: "Not found", type: NotFoundType);

    /// <summary>The version the caller knows of has not reached the store; <paramref name="latest"/> is null for a pet without any.</summary>
    public static ProblemHttpResult NotYet(HttpContext context, long wanted, long? latest)
    {
        RetryLater(context);
        return TypedResults.Problem(
            $"The newest version of this pet is {latest?.ToString() ?? "none"}; version {wanted} or newer was asked for.",
            statusCode: StatusCodes.Status404NotFound,
            title: "Version not there yet",
            type: NotYetType,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["latest_version"] = latest });
    }

    public static ProblemHttpResult KeyReused(string header) =>
        TypedResults.Problem(
            $"This {header} was used with another request; nothing was enqueued.",
            statusCode: StatusCodes.Status422UnprocessableEntity,
            title: "Idempotency key reused",
            type: KeyReusedType);

    public static ProblemHttpResult TooLarge(long limit)
    {
        var errors = new FieldErrors();
        errors.Add(RequestBody.RootField, $"must have at most {limit} bytes");
        return errors.ToProblem(StatusCodes.Status413PayloadTooLarge, TooLargeType, "Body too large");
    }

    public static ProblemHttpResult UnsupportedMediaType() =>
        TypedResults.Problem(
            "The body must be uncompressed UTF-8 application/json.",
            statusCode: StatusCodes.Status415UnsupportedMediaType,
            title: "Unsupported media type",
            type: MediaTypeType);

    public static ProblemHttpResult Unavailable(HttpContext context, string detail)
    {
        RetryLater(context);
        return TypedResults.Problem(
            detail, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Temporarily unavailable", type: UnavailableType);
    }

    public static ProblemHttpResult Busy(HttpContext context, string detail)
    {
        RetryLater(context);
        return TypedResults.Problem(
            detail, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Busy", type: BusyType);
    }

    public static void RetryLater(HttpContext context) => context.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
}
