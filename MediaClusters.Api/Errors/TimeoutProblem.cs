using Microsoft.AspNetCore.Http.Timeouts;

namespace MediaClusters.Api.Errors;

/// <summary>What a request that ran out of time is answered.</summary>
internal static class TimeoutProblem
{
    public static RequestTimeoutPolicy Policy(TimeSpan timeout, int status) => new()
    {
        Timeout = timeout,
        TimeoutStatusCode = status,
        WriteTimeoutResponse = async context =>
        {
            Problems.RetryLater(context);
            await TypedResults.Problem(
                $"The request was given up after {timeout.TotalSeconds:0.#} s.",
                statusCode: status,
                title: "Timed out",
                type: Problems.UnavailableType).ExecuteAsync(context);
        },
    };
}
