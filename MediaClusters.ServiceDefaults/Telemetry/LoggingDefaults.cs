using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.ServiceDefaults.Telemetry;

internal static class LoggingDefaults
{
    // A line or more a request, statement or call is what traces are for.
    private static readonly string[] Chatty =
        ["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore.Database.Command", "System.Net.Http.HttpClient", "Npgsql.Command"];

    // Its log makes a scope of every request, and the scope a copy of the request's context; what fails is told by others.
    private const string Hosting = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>Quietens what logs every request. Comes before all other configuration, so that any of it wins.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="areScopesExported">Whether somebody receives the scope of a request.</param>
    public static void AddLoggingDefaults(this IHostApplicationBuilder builder, bool areScopesExported)
    {
        var levels = Chatty.ToDictionary(category => $"Logging:LogLevel:{category}", _ => (string?)"Warning", StringComparer.Ordinal);
        if (!areScopesExported)
            levels[$"Logging:LogLevel:{Hosting}"] = "None";
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = levels });
    }
}
