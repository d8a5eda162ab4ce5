using MediaClusters.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>Lets internal callers in by token.</summary>
public static class InternalTokenExtensions
{
    private const string SingleToken = "INTERNAL_TOKEN";

    /// <summary>
    /// Adds the scheme <see cref="InternalTokenDefaults.Scheme"/> as the default one and the policies of
    /// <see cref="InternalTokenPolicies"/>. Tokens come from <c>Authentication:Tokens</c> or, where there are none,
    /// from <c>INTERNAL_TOKEN</c>, unless <c>Authentication:TokensFile</c> names a file of them; the host does not start without a token, nor (outside Development) with a weak one.
    /// </summary>
    public static IHostApplicationBuilder AddInternalTokens(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<InternalTokenOptions>()
            .BindConfiguration(InternalTokenOptions.SectionName)
            .PostConfigure<IConfiguration>((options, configuration) =>
            {
                if (options.Tokens.Count == 0 && configuration[SingleToken] is { Length: > 0 } value)
                    options.Tokens.Add(new InternalToken { Name = "internal", Value = value });
            });
        builder.Services.AddSingleton<TokensFile>();
        builder.Services.AddSingleton<IPostConfigureOptions<InternalTokenOptions>>(services => services.GetRequiredService<TokensFile>());
        builder.Services.AddSingleton<IOptionsChangeTokenSource<InternalTokenOptions>>(services => services.GetRequiredService<TokensFile>());
        builder.Services.AddSingleton<InternalTokenTable>();
        builder.Services.AddSingleton<IInternalTokens>(services => services.GetRequiredService<InternalTokenTable>());
        builder.Services.AddHostedService<InternalTokenCheck>();

        // AddAuthentication would bring data protection along, whose key files nobody here needs.
        builder.Services.AddWebEncoders();
        builder.Services.AddAuthenticationCore(options => options.DefaultScheme = InternalTokenDefaults.Scheme);
        new AuthenticationBuilder(builder.Services)
            .AddScheme<AuthenticationSchemeOptions, InternalTokenHandler>(InternalTokenDefaults.Scheme, configureOptions: null);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(InternalTokenPolicies.Read, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(InternalTokenPolicies.Write, policy => policy
                .RequireAuthenticatedUser()
                .RequireClaim(InternalTokenDefaults.AccessClaim, InternalTokenDefaults.WriteAccess));
        return builder;
    }
}
