using MediaClusters.Api.Errors;

namespace MediaClusters.Api.Requests;

/// <summary>
/// Checks the values in the path, once for all routes: a wrong id is a 400 that names it, where a route
/// constraint would answer 404 and binding a 400 without words. Handlers then bind plain Guids and longs.
/// </summary>
internal sealed class RouteValueMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        FieldErrors? errors = null;
        foreach (var (name, value) in context.Request.RouteValues)
        {
            if (Check(name, value as string) is { } problem)
                (errors ??= new FieldErrors()).Add(name, problem);
        }

        return errors is null ? next(context) : errors.ToProblem().ExecuteAsync(context);
    }

    private static string? Check(string name, string? value) => name switch
    {
        RouteNames.PetId or RouteNames.ImageId or RouteNames.JobId => Uuids.TryParse(value, out _) ? null : Uuids.Problem,
        RouteNames.Version => Versions.TryParse(value, out _) ? null : Versions.Problem,
        _ => null,
    };
}
