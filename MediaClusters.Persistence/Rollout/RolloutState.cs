using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MediaClusters.Persistence.Rollout;

/// <summary>The settings in force. They cannot be made without valid ones, and what is not valid never replaces them.</summary>
internal sealed class RolloutState(RolloutSource source, ILogger<RolloutState> logger)
{
    private volatile RolloutSettings _current = source.Read();
    private string? _refused;

    public RolloutSettings Current => _current;

    /// <summary>Looks whether they changed. For one caller at a time.</summary>
    public void Refresh()
    {
        try
        {
            var next = source.Read();
            if (_refused is not null)
                Log.RolloutReadable(logger);
            _refused = null;
            if (next != _current)
                Replace(next);
        }
        catch (OptionsValidationException exception)
        {
            if (!string.Equals(exception.Message, _refused, StringComparison.Ordinal))
                Log.RolloutRefused(logger, exception.Message);
            _refused = exception.Message;
        }
    }

    private void Replace(RolloutSettings next)
    {
        var last = _current;
        _current = next;
        Changed(nameof(next.PostgresPersistence), last.PostgresPersistence, next.PostgresPersistence);
        Changed(nameof(next.PostgresReads), last.PostgresReads, next.PostgresReads);
        Changed(nameof(next.KeepLegacyState), last.KeepLegacyState, next.KeepLegacyState);
    }

    private void Changed<T>(string setting, T from, T to)
    {
        if (!EqualityComparer<T>.Default.Equals(from, to))
            Log.RolloutChanged(logger, setting, $"{from}", $"{to}");
    }
}
