using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.ServiceDefaults.Telemetry;

internal static class LoggingDefaults
{
    // A line or more a request, statement or call is what traces are for.
    private static readonly string[] Chatty =
        ["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore.Database.Command", "System.Net.Http.HttpClient", "Npgsql.Command"];

    /// <summary>Quietens what logs every request. Comes before all other configuration, so that any of it wins.</summary>
    public static void AddLoggingDefaults(this IHostApplicationBuilder builder) =>
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = Chatty.ToDictionary(category => $"Logging:LogLevel:{category}", _ => (string?)"Warning", StringComparer.Ordinal),
        });
}
