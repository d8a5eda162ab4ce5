using System.Threading.RateLimiting;
using MediaClusters.Api.Errors;
using Microsoft.Extensions.Options;

namespace MediaClusters.Api.Images;

/// <summary>
/// Lets a few uploads through at a time, so that memory stays bounded however many callers come. Not the
/// rate limiting middleware: a wait that times out there ends in an empty 200.
/// </summary>
internal sealed class ImageUploadGate(IOptions<ImageUploadOptions> options) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.MaxConcurrent,
        QueueLimit = options.Value.QueueLimit,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public void Dispose() => _limiter.Dispose();

    internal sealed class Filter(ImageUploadGate gate, IOptions<ImageUploadOptions> options, ILogger<ImageUploadGate> logger) : IEndpointFilter
    {
        public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            using var lease = await gate._limiter.AcquireAsync(1, context.HttpContext.RequestAborted);
            if (lease.IsAcquired)
                return await next(context);

            Log.UploadRefused(logger, options.Value.MaxConcurrent, options.Value.QueueLimit);
            return Problems.Busy(context.HttpContext, "Too many photo uploads wait already. Try again.");
        }
    }
}
