using System.Collections.Concurrent;
using MediaClusters.Persistence.Legacy;
using MediaClusters.Persistence.Rollout;

namespace MediaClusters.Tests.Worker.Fakes;

/// <summary>Flags that are the same for every pet, and the states that were written.</summary>
internal sealed class FakeRollout : IRolloutFlags, ILegacyStates
{
    public RolloutSettings Settings { get; set; } = RolloutSettings.Default;

    public ConcurrentDictionary<Guid, LegacyState> States { get; } = new();

    public ValueTask<bool> IsEnabledAsync(string feature, Guid petId, CancellationToken cancellationToken)
        => ValueTask.FromResult(Settings.Percentage(feature) > 0);

    public Task<LegacyParse?> FindAsync(Guid petId) => Task.FromResult(States.TryGetValue(petId, out var state) ? new LegacyParse(state, []) : null);

    public Task<LegacyHead?> PeekAsync(Guid petId) => Task.FromResult(States.TryGetValue(petId, out var state)
        ? new LegacyHead(state.Addition!.Sequence, state.Addition.Version, state.Addition.IsPersisted)
        : (LegacyHead?)null);

    public Task StoreAsync(Guid petId, LegacyState state) => Task.FromResult(States[petId] = state);

    public Task<bool> TryRemoveAsync(string key, DateTimeOffset deletedAt) => Task.FromResult(true);
}
