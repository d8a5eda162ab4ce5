using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Retry;
using Polly.Timeout;

namespace MediaClusters.ServiceDefaults.Http;

/// <summary>
/// One pipeline for each server, so that one that is down opens its own circuit only. Values are those of
/// Microsoft.Extensions.Http.Resilience's standard handler, which this stands for.
/// </summary>
internal sealed class ResiliencePipelines(TimeProvider time) : IAsyncDisposable
{
    private readonly ResiliencePipelineRegistry<string> _registry = new(
        new ResiliencePipelineRegistryOptions<string> { BuilderFactory = () => new ResiliencePipelineBuilder { TimeProvider = time } });

    public ResiliencePipeline<HttpResponseMessage> For(Uri uri) =>
        _registry.GetOrAddPipeline<HttpResponseMessage>($"{uri.Scheme}://{uri.Authority}", Build);

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    private static void Build(ResiliencePipelineBuilder<HttpResponseMessage> builder)
    {
        builder
            .AddTimeout(TimeSpan.FromSeconds(30))
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(500),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Context.Properties.GetValue(ResilienceHandler.MayRepeat, false) && IsTransient(arguments.Outcome)),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = 0.1,
                MinimumThroughput = 100,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(5),
                ShouldHandle = arguments => ValueTask.FromResult(IsTransient(arguments.Outcome)),
            })
            .AddTimeout(TimeSpan.FromSeconds(10));
    }

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result.StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } => true,
        { Result.StatusCode: >= HttpStatusCode.InternalServerError } => true,
        _ => false,
    };
}
