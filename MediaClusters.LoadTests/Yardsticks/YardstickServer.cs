using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.LoadTests.Yardsticks;

/// <summary>
/// What the same web server, cache client and database driver do with nothing around them: constant bytes, one GET, one
/// point read. The limit that the API's answers are held against.
/// </summary>
internal static class YardstickServer
{
    public const string ConstantPath = "/constant";
    public const string MedianPath = "/median";
    public const string RedisPath = "/redis/";
    public const string PostgresPath = "/postgres/";

    public const int ConstantBytes = 8 * 1024;
    public const string MedianSetting = "Yardstick:MedianBytes";

    /// <summary>The row that the API reads for the newest version.</summary>
    public const string PointRead = "SELECT s.payload FROM pets p JOIN cluster_snapshots s ON s.cluster_id = p.latest_cluster_id WHERE p.pet_id = $1";

    private const string ContentType = "application/json; charset=utf-8";

    public static string RedisKey(string pet) => "yardstick:" + pet;

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.AddDatabase();
        builder.AddCache();
        await using var app = builder.Build();

        var constant = new byte[ConstantBytes];
        var median = new byte[app.Configuration.GetValue(MedianSetting, ConstantBytes)];
        constant.AsSpan().Fill((byte)' ');
        median.AsSpan().Fill((byte)' ');
        app.MapGet(ConstantPath, (RequestDelegate)(context => WriteAsync(context, constant)));
        app.MapGet(MedianPath, (RequestDelegate)(context => WriteAsync(context, median)));

        var redis = app.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        app.MapGet(RedisPath + "{pet}", (RequestDelegate)(async context =>
        {
            var value = await redis.StringGetAsync(RedisKey((string)context.Request.RouteValues["pet"]!));
            await WriteAsync(context, (byte[]?)value);
        }));

        var database = app.Services.GetRequiredService<NpgsqlDataSource>();
        app.MapGet(PostgresPath + "{pet}", (RequestDelegate)(async context =>
        {
            await using var command = database.CreateCommand(PointRead);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.Parse((string)context.Request.RouteValues["pet"]!) });
            await WriteAsync(context, (byte[]?)await command.ExecuteScalarAsync(context.RequestAborted));
        }));

        await app.RunAsync(cancellationToken);
        return 0;
    }

    private static Task WriteAsync(HttpContext context, byte[]? body)
    {
        if (body is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = ContentType;
        context.Response.ContentLength = body.Length;
        return context.Response.BodyWriter.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
