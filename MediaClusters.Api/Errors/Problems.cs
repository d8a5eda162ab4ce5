using System.Globalization;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Clusters;
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
    public const string TooManyRequestsType = "urn:media-clusters:problem:too-many-requests";
    public const string BusyType = "urn:media-clusters:problem:busy";

    public const string AlreadyLatestType = "urn:media-clusters:problem:already-latest";
    public const string LatestMovedType = "urn:media-clusters:problem:latest-version-moved";
    public const string PhotosMissingType = "urn:media-clusters:problem:photos-missing";

    public const string JobNotQueuedType = "urn:media-clusters:problem:job-not-queued";
    public const string JobNotFailedType = "urn:media-clusters:problem:job-not-failed";
    public const string PetHasActiveJobType = "urn:media-clusters:problem:pet-has-active-job";

    public const string MetadataNotObjectType = "urn:media-clusters:problem:metadata-not-object";

    private const int RetryAfterSeconds = 1;

    public static ProblemHttpResult NotFound(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: "Not found", type: NotFoundType);

    public static ProblemHttpResult NoClusters(Guid petId) => NotFound($"Pet {petId} has no clusters.");

    public static ProblemHttpResult NoVersion(Guid petId, long version) => NotFound($"Pet {petId} has no version {version}.");

    public static ProblemHttpResult NoJob(Guid jobId) => NotFound($"There is no job {jobId}.");

    public static ProblemHttpResult JobNotQueued(Guid jobId, string status) =>
        Conflict($"Job {jobId} is {status}; only a queued one can be cancelled.", "Job not queued", JobNotQueuedType, ("job_status", status));

    public static ProblemHttpResult JobNotFailed(Guid jobId, string status) =>
        Conflict($"Job {jobId} is {status}; only a failed one can be redriven.", "Job not failed", JobNotFailedType, ("job_status", status));

    public static ProblemHttpResult PetHasActiveJob(Guid active) =>
        Conflict($"Job {active} of the same pet is queued or processing, and does what this one would.", "Pet has an active job", PetHasActiveJobType, ("active_job_id", active));

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

    public static ProblemHttpResult AlreadyLatest(long latest) =>
        Conflict($"Version {latest} is the newest one as it is.", "Already the newest version", AlreadyLatestType, ("latest_version", latest));

    public static ProblemHttpResult LatestMoved(long latest) =>
        Conflict($"The newest version is {latest}, another one than expected.", "Newest version moved", LatestMovedType, ("latest_version", latest));

    public static ProblemHttpResult PhotosMissing(MissingPhotos missing) =>
        Conflict(
            "The version names photos that the pet does not have; with allow_missing_photos it is restored all the same.",
            "Photos missing",
            PhotosMissingType,
            ("missing_count", missing.Count),
            ("missing_image_ids", missing.First));

    public static ProblemHttpResult MetadataNotObject(Guid imageId) =>
        Conflict(
            $"The metadata of photo {imageId} is no JSON object and can hold no pin; it was left as it is. PUT the photo with an object.",
            "Metadata is no object",
            MetadataNotObjectType);

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

    public static ProblemHttpResult TooManyRequests(HttpContext context, TimeSpan wait)
    {
        RetryLater(context, Math.Max(RetryAfterSeconds, (long)Math.Ceiling(wait.TotalSeconds)));
        return TypedResults.Problem(
            "This token's limit of requests is used up. Try again later.",
            statusCode: StatusCodes.Status429TooManyRequests,
            title: "Too many requests",
            type: TooManyRequestsType);
    }

    public static void RetryLater(HttpContext context, long seconds = RetryAfterSeconds) =>
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);

    private static ProblemHttpResult Conflict(string detail, string title, string type, params (string Name, object Value)[] facts) =>
        TypedResults.Problem(
            detail,
            statusCode: StatusCodes.Status409Conflict,
            title: title,
            type: type,
            extensions: facts.ToDictionary(fact => fact.Name, fact => (object?)fact.Value, StringComparer.Ordinal));
}
