using Polly;

namespace MediaClusters.ServiceDefaults.Http;

/// <summary>Runs a request through its server's pipeline. Only requests that may be sent twice are.</summary>
internal sealed class ResilienceHandler(ResiliencePipelines pipelines) : DelegatingHandler
{
    internal static readonly ResiliencePropertyKey<bool> MayRepeat = new("may-repeat");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } uri)
            return await base.SendAsync(request, cancellationToken);

        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(MayRepeat, IsRepeatable(request));
        try
        {
            return await pipelines.For(uri).ExecuteAsync(
                static async (context, state) => await state.Handler.SendOnceAsync(state.Request, context.CancellationToken),
                context,
                (Handler: this, Request: request));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);

    // A body is a stream that may have been read: only requests without one go out again.
    private static bool IsRepeatable(HttpRequestMessage request) =>
        request.Content is null
        && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options
            || request.Method == HttpMethod.Put || request.Method == HttpMethod.Delete || request.Method == HttpMethod.Trace);
}
