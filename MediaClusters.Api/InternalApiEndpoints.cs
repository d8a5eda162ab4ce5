using MediaClusters.Api.Clusters;
using MediaClusters.Api.Images;
using MediaClusters.Api.Jobs;
using MediaClusters.Api.Pets;
using MediaClusters.Api.Requests;
using MediaClusters.ServiceDefaults.Authentication;

namespace MediaClusters.Api;

internal static class InternalApiEndpoints
{
    public const string Prefix = "/internal";

    public static WebApplication UseInternalApi(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseMiddleware<LatestReadMiddleware>();
        app.UseRouting();
        app.UseMiddleware<PlainReadMiddleware>();
        // An explicit result, for the default one asks the Accept header first and may answer in plain text.
        app.UseStatusCodePages(context =>
            TypedResults.Problem(statusCode: context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseMiddleware<CallerLimitMiddleware>();
        app.UseAuthorization();

        // After authorization, before any binding: a caller without a token learns nothing from its mistakes.
        app.UseMiddleware<RouteValueMiddleware>();
        return app;
    }

    public static WebApplication MapInternalApi(this WebApplication app)
    {
        var api = app.MapGroup(Prefix)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        var reads = api.MapGroup("").RequireAuthorization(InternalTokenPolicies.Read);
        var writes = api.MapGroup("").RequireAuthorization(InternalTokenPolicies.Write)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        ImageEndpoints.Map(writes);
        JobEndpoints.Map(reads, writes);
        JobAdminEndpoints.Map(reads, writes);
        ClusterEndpoints.Map(reads, writes);
        BatchEndpoints.Map(reads);
        RestoreEndpoint.Map(writes);
        PetEndpoints.Map(writes);

        // For a document that does not exist the framework would answer 404 in plain text.
        var document = app.MapOpenApi("/openapi/{documentName:regex(^v1$)}.json");
        if (app.Environment.IsDevelopment())
            document.AllowAnonymous();
        else
            document.RequireAuthorization(InternalTokenPolicies.Read);

        return app;
    }
}
