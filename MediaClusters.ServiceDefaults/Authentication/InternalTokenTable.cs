using System.Security.Cryptography;
using System.Text;
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
    private volatile Entry[] _entries = [];

    public InternalTokenTable(
        IOptionsMonitor<InternalTokenOptions> options, IHostEnvironment environment, ILogger<InternalTokenTable> logger)
    {
        _environment = environment;
        _logger = logger;
        _entries = Build(options.CurrentValue);
        _subscription = options.OnChange(Replace);
    }

    /// <summary>The caller who sent this, or null when nobody's token it is.</summary>
    public InternalCaller? Find(string candidate)
    {
        if (candidate.Length is 0 or > InternalTokenValidator.MaximumLength)
            return null;

        // Hashes have one length, so neither length nor content of a token shows in the time this takes;
        // and every token is compared, whether or not one has matched.
        Span<byte> bytes = stackalloc byte[InternalTokenValidator.MaximumLength * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetBytes(candidate, bytes);
        SHA256.HashData(bytes[..length], hash);

        InternalCaller? found = null;
        foreach (var entry in _entries)
        {
            if (CryptographicOperations.FixedTimeEquals(entry.Hash, hash))
                found = entry.Caller;
        }

        return found;
    }

    public InternalCaller? Find(HttpRequest request) =>
        request.Headers.TryGetValue(InternalTokenDefaults.HeaderName, out var values) && values.Count == 1 ? Find(values[0] ?? "") : null;

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
            ? [.. options.Tokens.Select(token => new Entry(SHA256.HashData(Encoding.UTF8.GetBytes(token.Value)), new InternalCaller(token, Find(token))))]
            : throw new OptionsValidationException(InternalTokenOptions.SectionName, typeof(InternalTokenOptions), failures);
    }

    private InternalCaller? Find(InternalToken token) =>
        Array.Find(_entries, entry => entry.Caller.Name.Equals(token.Name, StringComparison.OrdinalIgnoreCase))?.Caller;

    private sealed record Entry(byte[] Hash, InternalCaller Caller);
}
