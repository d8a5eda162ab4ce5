using System.Globalization;
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

/// <summary>Names of the values in the paths.</summary>
internal static class RouteNames
{
    public const string PetId = "pet_id";
    public const string ImageId = "image_id";
    public const string JobId = "job_id";
    public const string Version = "version";
}

/// <summary>UUIDs in their canonical form of 36 characters, in either letter case; the nil UUID is nobody.</summary>
internal static class Uuids
{
    public const string Problem = "must be a UUID in its canonical form of 36 characters, and not the nil UUID";

    public static bool TryParse(ReadOnlySpan<char> text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id) && text.Length == 36 && id != Guid.Empty;
}

/// <summary>Version numbers: 1, 2, 3 …</summary>
internal static class Versions
{
    public const string Problem = "must be a whole number from 1 on";

    public static bool TryParse(ReadOnlySpan<char> text, out long version) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version) && version > 0;
}
