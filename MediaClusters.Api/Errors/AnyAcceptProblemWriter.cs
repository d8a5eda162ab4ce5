using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace MediaClusters.Api.Errors;

/// <summary>
/// Writes problems for callers whose Accept has no JSON in it: the framework's writer leaves those to plain
/// text, or to a problem without its trace id.
/// </summary>
internal sealed class AnyAcceptProblemWriter : IProblemDetailsWriter
{
    private const string TraceId = "trace_id";

    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var response = context.HttpContext.Response;
        var problem = context.ProblemDetails;
        problem.Status ??= response.StatusCode;
        problem.Extensions[TraceId] = Activity.Current?.Id ?? context.HttpContext.TraceIdentifier;
        await response.WriteAsJsonAsync(problem, problem.GetType(), options: (JsonSerializerOptions?)null, "application/problem+json");
    }
}
