using System.Security.Cryptography;
using MediaClusters.Clustering;
using MediaClusters.MigrationService.Backfill;
using MediaClusters.MigrationService.Import;
using MediaClusters.MigrationService.Progress;
using MediaClusters.MigrationService.Samples;
using MediaClusters.MigrationService.Schema;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MediaClusters.MigrationService;

internal static class MigrationHostExtensions
{
    /// <summary>What a run is made of. Needs the persistence services.</summary>
    public static IServiceCollection AddMigrations(this IServiceCollection services, MigrationArguments arguments)
    {
        services.AddOptions<MigrationOptions>().BindConfiguration(MigrationOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SeedOptions>().BindConfiguration(SeedOptions.SectionName);

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(arguments);
        services.AddSingleton<DatabaseGate>();
        services.AddSingleton<SchemaMigrator>();
        services.AddSingleton<SampleSeeder>();
        services.AddSingleton<MigrationRun>();
        return arguments.Backfill is { } backfill ? services.AddBackfill(backfill) : services;
    }

    /// <summary>Starts the host for its telemetry and its signal handling, runs once and stops it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunOnceAsync(this IHost host)
    {
        try
        {
            await host.StartAsync();
        }
        catch (Exception exception) when (exception is OptionsValidationException or InvalidOperationException)
        {
            // A wrong setting: its text is all the operator needs.
            host.Services.GetRequiredService<ILogger<MigrationRun>>().NotStarted(exception.Message);
            return ExitCodes.Failed;
        }

        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var exitCode = host.Services.GetService<BackfillRun>() is { } backfill
            ? await backfill.RunAsync(stopping)
            : await host.Services.GetRequiredService<MigrationRun>().RunAsync(stopping);
        await host.StopAsync(CancellationToken.None);
        return exitCode;
    }

    private static IServiceCollection AddBackfill(this IServiceCollection services, BackfillArguments arguments)
    {
        // What the workers read, so that both mean the same algorithm.
        services.AddOptions<ClusteringOptions>().BindConfiguration(ClusteringOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<IPetClusterer>(provider => new PetClusterer(provider.GetRequiredService<IOptions<ClusteringOptions>>().Value));

        services.AddSingleton(arguments);
        services.AddSingleton<BackfillRun>();
        services.AddSingleton<SchemaCheck>();
        services.AddSingleton<TaskLease>();
        services.AddSingleton<JobsWait>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<QueueRoom>(provider, RandomNumberGenerator.GetInt32(int.MaxValue)));
        if (arguments.ImportRedis)
            services.AddSingleton<StateScan>().AddSingleton<PageImport>().AddSingleton<IBackfillWork, StateImport>();
        else
            services.AddSingleton<IBackfillWork, PetBackfill>();
        services.AddSingleton<IProgressDisplay>(provider => Console.IsOutputRedirected
            ? ActivatorUtilities.CreateInstance<LoggedProgress>(provider)
            : new TerminalProgress(provider.GetRequiredService<TimeProvider>(), Spectre.Console.AnsiConsole.Console));
        return services;
    }
}
