using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaClusters.Tests.ServiceDefaults;

/// <summary>A small service on the defaults, with only the configuration that a test gives it.</summary>
internal static class DefaultsHost
{
    public static WebApplicationBuilder CreateBuilder(string environment, params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, ApplicationName = "photos" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        return builder;
    }

    public static async Task<WebApplication> StartAsync(this WebApplicationBuilder builder, Action<WebApplication> map)
    {
        var application = builder.Build();
        map(application);
        await application.StartAsync();
        return application;
    }
}
