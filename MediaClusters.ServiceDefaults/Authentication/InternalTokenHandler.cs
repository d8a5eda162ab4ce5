using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MediaClusters.ServiceDefaults.Authentication;

internal sealed class InternalTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, InternalTokenTable tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private static readonly Task<AuthenticateResult> None = Task.FromResult(AuthenticateResult.NoResult());
    private static readonly Task<AuthenticateResult> Unknown = Task.FromResult(AuthenticateResult.Fail("The token is not known."));
    private static readonly Task<AuthenticateResult> Several = Task.FromResult(AuthenticateResult.Fail("More than one token was sent."));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var values = Request.Headers[InternalTokenDefaults.HeaderName];
        return values.Count switch
        {
            0 => None,
            1 => tokens.Find(values[0] ?? "") is { } caller ? Task.FromResult(caller.Result) : Unknown,
            _ => Several,
        };
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = InternalTokenDefaults.Scheme;
        return WriteAsync(
            StatusCodes.Status401Unauthorized, $"Send one valid token in the header {InternalTokenDefaults.HeaderName}.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        WriteAsync(StatusCodes.Status403Forbidden, "This token may not do that: it only reads.");

    private Task WriteAsync(int status, string detail) =>
        TypedResults.Problem(detail, statusCode: status).ExecuteAsync(Context);
}
