using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire;

/// <summary>What Aspire's client components have in common.</summary>
internal static class Component
{
    /// <summary>Adds a health check unless one of that name was added before: two components may share a server.</summary>
    public static void TryAddHealthCheck(
        this IHostApplicationBuilder builder, string name, Func<IServiceProvider, IHealthCheck> create)
    {
        var marker = $"Aspire.HealthChecks.{name}";
        if (builder.Properties.ContainsKey(marker))
            return;

        builder.Properties[marker] = true;
        builder.Services.AddHealthChecks().Add(
            new HealthCheckRegistration(name, create, failureStatus: null, tags: null, timeout: TimeSpan.FromSeconds(5)));
    }

    /// <summary>Says where a connection string was expected.</summary>
    public static InvalidOperationException MissingConnectionString(string connectionName, params string[] sections) =>
        new($"ConnectionString is missing. It should be provided in 'ConnectionStrings:{connectionName}' or under the 'ConnectionString' key in {string.Join(" or ", sections.Select(section => $"'{section}'"))} configuration section.");
}
