using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MediaClusters.Api.Errors;
using MediaClusters.Api.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace MediaClusters.Api.Requests;

/// <summary>A body, or the refusal to answer instead.</summary>
internal readonly record struct RequestBody<T>(T? Value, ProblemHttpResult? Refusal)
    where T : class;

/// <summary>
/// Reads JSON bodies. The framework's own binding would answer a wrong body without naming the field,
/// so handlers take the context and read here; values come off the wire as they arrive, unbuffered.
/// </summary>
internal static class RequestBody
{
    /// <summary>What a fault of the document as a whole is filed under.</summary>
    public const string RootField = "body";

    // Ten times the longest way to write 1,024 numbers or 16 KiB of metadata.
    private const long MaxValueBytes = 512 * 1024;

    public static long? Limit(HttpContext context) => context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    public static async Task<RequestBody<T>> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var request = context.Request;
        if (!IsPlainJson(request))
            return new(null, Problems.UnsupportedMediaType());
        if (Limit(context) is { } limit && request.ContentLength > limit)
            return new(null, Problems.TooLarge(limit));

        try
        {
            var reader = new BoundedPipeReader(request.BodyReader, MaxValueBytes);
            var value = await JsonSerializer.DeserializeAsync(reader, type, cancellationToken);
            return value is null
                ? new(null, FieldErrors.Problem(RootField, "must be a JSON object"))
                : new(value, null);
        }
        catch (JsonException e)
        {
            var (field, problem) = JsonFault.Describe(e, type);
            return new(null, FieldErrors.Problem(field, problem));
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            // Of some broken chunks the server tells as of a broken connection.
            throw new BadHttpRequestException("The body could not be read.", e);
        }
    }

    /// <summary>The same where a request without a body means <paramref name="absent"/>.</summary>
    public static Task<RequestBody<T>> ReadOptionalAsync<T>(HttpContext context, JsonTypeInfo<T> type, T absent, CancellationToken cancellationToken)
        where T : class =>
        context.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody
            ? ReadAsync(context, type, cancellationToken)
            : Task.FromResult(new RequestBody<T>(absent, null));

    private static bool IsPlainJson(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && request.GetTypedHeaders().ContentType is { } type
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
