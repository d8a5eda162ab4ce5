using System.Data.Common;
using MediaClusters.Api.Requests;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MediaClusters.Api.Errors;

/// <summary>The one place for what handlers do not expect. A caller that went away is the exception middleware's own business (499, no noise).</summary>
internal sealed class ApiExceptionHandler(ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    private const string QueryCanceled = "57014";

    // Where this process is starved, or stopped for a while, between two statements. Nothing was committed.
    private const string IdleInTransaction = "25P03";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await Answer(httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }

    private ProblemHttpResult Answer(HttpContext context, Exception exception)
    {
        // The template and not the path: ids stay out of the message, and a path cannot forge a line of the log.
        var route = (context.Features.Get<IExceptionHandlerFeature>()?.Endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "-";

        if (exception is BadHttpRequestException bad)
            return bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Problems.TooLarge(RequestBody.Limit(context) ?? 0)
                : TypedResults.Problem("The request could not be read.", statusCode: bad.StatusCode);

        if (IsTransient(exception))
        {
            Log.StoreUnavailable(logger, exception, context.Request.Method, route);
            return Problems.Unavailable(context, "A store behind this API is away or too slow. Try again.");
        }

        Log.RequestFailed(logger, exception, context.Request.Method, route);
        return TypedResults.Problem("The service failed; the trace id finds the cause in its logs.", statusCode: StatusCodes.Status500InternalServerError);
    }

    private static bool IsTransient(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is TimeoutException or OperationCanceledException or DbException { IsTransient: true } or DbException { SqlState: QueryCanceled or IdleInTransaction })
                return true;
        }

        return false;
    }
}
