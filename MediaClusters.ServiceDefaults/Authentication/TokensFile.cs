using MediaClusters.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace MediaClusters.ServiceDefaults.Authentication;

/// <summary>
/// The tokens of the file that <see cref="InternalTokenOptions.TokensFile"/> names, and those alone: a token that was
/// taken out of the file must not live on in the environment.
/// </summary>
internal sealed class TokensFile(IConfiguration configuration, TimeProvider time, ILogger<TokensFile> logger)
    : IPostConfigureOptions<InternalTokenOptions>, IOptionsChangeTokenSource<InternalTokenOptions>, IDisposable
{
    private static readonly IChangeToken NeverChanges = new CancellationChangeToken(CancellationToken.None);

    private readonly WatchedFile? _file =
        configuration[$"{InternalTokenOptions.SectionName}:{nameof(InternalTokenOptions.TokensFile)}"] is { Length: > 0 } path
            ? new(path, time, logger)
            : null;

    public string Name => Options.DefaultName;

    public void PostConfigure(string? name, InternalTokenOptions options)
    {
        if (_file is null)
            return;

        options.Tokens.Clear();
        try
        {
            // Otherwise a token with a value of the wrong kind would be left out, and its caller with it.
            _file.Settings.GetSection(InternalTokenOptions.SectionName).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException)
        {
            // Without the binder's message, which repeats values.
            throw new OptionsValidationException(
                InternalTokenOptions.SectionName, typeof(InternalTokenOptions), [$"{_file.Path} holds a setting that is unknown or of the wrong kind."]);
        }
    }

    public IChangeToken GetChangeToken() => _file?.Changed ?? NeverChanges;

    public void Dispose() => _file?.Dispose();
}
