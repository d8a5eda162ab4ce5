using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MediaClusters.ServiceDefaults.Authentication;

/// <summary>
/// The tokens in force, ready for comparison. A change of configuration replaces them all at once;
/// one that is not valid is refused and the tokens in force stay.
/// </summary>
internal sealed class InternalTokenTable : IInternalTokens, IDisposable
{
    private readonly IHostEnvironment _environment;
    private readonly ILogger<InternalTokenTable> _logger;
    private readonly IDisposable? _subscription;
    private volatile Entry[] _entries;

    public InternalTokenTable(
        IOptionsMonitor<InternalTokenOptions> options, IHostEnvironment environment, ILogger<InternalTokenTable> logger)
    {
        _environment = environment;
        _logger = logger;
        _entries = Build(options.CurrentValue);
        _subscription = options.OnChange(Replace);
    }

    /// <summary>The result for the caller who sent this, or null when nobody's token it is.</summary>
    public AuthenticateResult? Find(string candidate)
    {
        if (candidate.Length is 0 or > InternalTokenValidator.MaximumLength)
            return null;

        // Hashes have one length, so neither length nor content of a token shows in the time this takes;
        // and every token is compared, whether or not one has matched.
        Span<byte> bytes = stackalloc byte[InternalTokenValidator.MaximumLength * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetBytes(candidate, bytes);
        SHA256.HashData(bytes[..length], hash);

        AuthenticateResult? found = null;
        foreach (var entry in _entries)
        {
            if (CryptographicOperations.FixedTimeEquals(entry.Hash, hash))
                found = entry.Result;
        }

        return found;
    }

    public bool IsKnown(HttpRequest request) =>
        request.Headers.TryGetValue(InternalTokenDefaults.HeaderName, out var values) && values.Count == 1 && Find(values[0] ?? "") is not null;

    public void Dispose() => _subscription?.Dispose();

    private void Replace(InternalTokenOptions options)
    {
        try
        {
            _entries = Build(options);
            Log.TokensReplaced(_logger, options.Tokens.Count);
        }
        catch (OptionsValidationException exception)
        {
            Log.TokensRefused(_logger, exception.Message);
        }
    }

    private Entry[] Build(InternalTokenOptions options)
    {
        var failures = InternalTokenValidator.Validate(options, _environment);
        return failures.Count == 0
            ? [.. options.Tokens.Select(token => new Entry(SHA256.HashData(Encoding.UTF8.GetBytes(token.Value)), Success(token)))]
            : throw new OptionsValidationException(InternalTokenOptions.SectionName, typeof(InternalTokenOptions), failures);
    }

    private static AuthenticateResult Success(InternalToken token)
    {
        var access = token.ReadOnly ? InternalTokenDefaults.ReadAccess : InternalTokenDefaults.WriteAccess;
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, token.Name), new Claim(InternalTokenDefaults.AccessClaim, access)], InternalTokenDefaults.Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), InternalTokenDefaults.Scheme));
    }

    private sealed record Entry(byte[] Hash, AuthenticateResult Result);
}
