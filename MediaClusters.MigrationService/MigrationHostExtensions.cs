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
        return services;
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
        var exitCode = await host.Services.GetRequiredService<MigrationRun>().RunAsync(stopping);
        await host.StopAsync(CancellationToken.None);
        return exitCode;
    }
}
