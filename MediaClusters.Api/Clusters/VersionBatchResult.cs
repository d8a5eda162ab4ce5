using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using MediaClusters.Persistence.Cache;

namespace MediaClusters.Api.Clusters;

/// <summary>
/// Many stored bodies as they are, sent while the next ones are read: a call costs the memory of one part, however
/// large the whole. Whatever fails after the first part breaks the connection off, so that nobody takes half for all.
/// </summary>
internal sealed class VersionBatchResult(IReadOnlyList<Guid> petIds, ILatestClusters clusters) : IResult
{
    /// <summary>From here on pets are deferred. A body has some 10 to 100 kB.</summary>
    internal const int MaxBytes = 64 * 1024 * 1024;

    private const int FlushBytes = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancellationToken = httpContext.RequestAborted;
        await using var versions = clusters.FindManyAsync(petIds, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var any = await versions.MoveNextAsync();

        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        await response.StartAsync(cancellationToken);
        var writer = response.BodyWriter;
        writer.Write("{\"versions\":["u8);

        var missing = new List<Guid>();
        var (answered, written, unsent, separate) = (0, 0L, 0, false);
        for (; any && written < MaxBytes; any = await versions.MoveNextAsync())
        {
            answered++;
            if (versions.Current.Found is not { } found)
            {
                missing.Add(versions.Current.PetId);
                continue;
            }

            if (separate)
                writer.Write(","u8);
            separate = true;
            writer.Write(found.Body.Span);
            written += found.Body.Length;
            unsent += found.Body.Length;
            if (unsent < FlushBytes)
                continue;
            unsent = 0;
            await writer.FlushAsync(cancellationToken);
        }

        writer.Write("]"u8);
        WriteIds(writer, ",\"missing\":"u8, missing);
        WriteIds(writer, ",\"deferred\":"u8, petIds.Skip(answered));
        writer.Write("}"u8);
        await writer.FlushAsync(cancellationToken);
    }

    private static void WriteIds(PipeWriter writer, ReadOnlySpan<byte> name, IEnumerable<Guid> ids)
    {
        writer.Write(name);
        using var json = new Utf8JsonWriter(writer);
        json.WriteStartArray();
        foreach (var id in ids)
            json.WriteStringValue(id);
        json.WriteEndArray();
    }
}
