using System.Threading.RateLimiting;
using MediaClusters.Api.Errors;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;

namespace MediaClusters.Api.Images;

/// <summary>
/// Lets a few uploads through at a time, so that memory stays bounded however many callers come. Not the
/// rate limiting middleware: a wait that times out there ends in an empty 200.
/// </summary>
internal sealed class ImageUploadGate(IOptions<ImageUploadOptions> options) : IDisposable
{
    private const string WaitedLong = "Too many photo uploads wait already. Try again.";

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.MaxConcurrent,
        QueueLimit = options.Value.QueueLimit,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>408 for an upload that had its turn and was too slow, 503 for one that only waited: the caller did nothing wrong.</summary>
    public static RequestTimeoutPolicy TimeoutPolicy(TimeSpan timeout)
    {
        var late = TimeoutProblem.Policy(timeout, StatusCodes.Status408RequestTimeout);
        return new RequestTimeoutPolicy
        {
            Timeout = late.Timeout,
            TimeoutStatusCode = late.TimeoutStatusCode,
            WriteTimeoutResponse = context => context.Features.Get<Turn>() is null
                ? Problems.Busy(context, WaitedLong).ExecuteAsync(context)
                : late.WriteTimeoutResponse!(context),
        };
    }

    public void Dispose() => _limiter.Dispose();

    internal sealed class Filter(ImageUploadGate gate, IOptions<ImageUploadOptions> options, ILogger<ImageUploadGate> logger) : IEndpointFilter
    {
        public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            using var lease = await gate._limiter.AcquireAsync(1, context.HttpContext.RequestAborted);
            if (lease.IsAcquired)
            {
                Begin(context.HttpContext);
                return await next(context);
            }

            Log.UploadRefused(logger, options.Value.MaxConcurrent, options.Value.QueueLimit);
            return Problems.Busy(context.HttpContext, WaitedLong);
        }

        // The server's own floor of 240 bytes a second would let a handful of trickling callers lock out all others.
        private void Begin(HttpContext context)
        {
            context.Features.Set(new Turn());
            if (!HttpProtocol.IsHttp2(context.Request.Protocol)
                && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
                rate.MinDataRate = new MinDataRate(options.Value.MinBytesPerSecond, options.Value.SlowStart);
        }
    }

    // Marks a request that holds a permit.
    private sealed class Turn;
}
