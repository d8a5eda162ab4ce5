using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Running;

/// <summary>The client for what runs on this machine, which a proxy of the user's has no business with.</summary>
internal static class LocalHttp
{
    public const string Client = "aspire-local";

    public static void AddLocalHttp(this IServiceCollection services) =>
        services.AddHttpClient(Client).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseProxy = false });
}
