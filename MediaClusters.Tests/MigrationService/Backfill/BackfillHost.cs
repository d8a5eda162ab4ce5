using MediaClusters.MigrationService;
using MediaClusters.MigrationService.Backfill;
using MediaClusters.Persistence.Schema;
using MediaClusters.Tests.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.Tests.MigrationService.Backfill;

/// <summary><c>MigrationService backfill …</c> within the test: the program's own services and command line.</summary>
internal static class BackfillHost
{
    public static async Task<BackfillResult> RunAsync(
        string database,
        IReadOnlyList<string> arguments,
        IConnectionMultiplexer? redis = null,
        CancellationToken cancellationToken = default)
    {
        var parsed = MigrationArguments.Parse(["backfill", .. arguments]);
        using var error = new StringWriter();
        parsed.Answer(TextWriter.Null, error).ShouldBeNull(error.ToString());

        var log = new RecordingLoggerProvider();
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection([new("Cache:WriterBudget", "00:00:05")]);
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddProvider(log);

        var dataSource = new NpgsqlDataSourceBuilder(database);
        dataSource.MapMediaClustersTypes();
        builder.Services.AddSingleton(_ => dataSource.Build());
        if (redis is not null)
            builder.Services.AddSingleton(redis);
        builder.Services.AddMediaClustersPersistence();
        builder.Services.AddMigrations(parsed);

        using var host = builder.Build();
        var exitCode = await host.Services.GetRequiredService<BackfillRun>().RunAsync(cancellationToken);
        return new(exitCode, [.. log.Messages]);
    }
}

internal sealed record BackfillResult(int ExitCode, IReadOnlyList<string> Log)
{
    public string Text => string.Join('\n', Log);
}
