using System.Collections.Concurrent;

namespace MediaClusters.Chaos.History;

/// <summary>What all callers saw, in the order of the answers.</summary>
internal sealed class CallLog
{
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly ConcurrentQueue<Sighting> _sightings = new();
    private readonly ConcurrentDictionary<(Guid PetId, long Version), ulong> _contents = new();
    private readonly ConcurrentQueue<string> _differing = new();

    public IReadOnlyList<Call> Calls => [.. _calls];

    public IReadOnlyList<Sighting> Sightings => [.. _sightings];

    /// <summary>Hashes of the bodies that were served.</summary>
    public IReadOnlyDictionary<(Guid PetId, long Version), ulong> Contents => _contents;

    /// <summary>Versions that were served with one body and then with another.</summary>
    public IReadOnlyList<string> Differing => [.. _differing];

    public void Add(Call call) => _calls.Enqueue(call);

    public void Add(Sighting sighting) => _sightings.Enqueue(sighting);

    public void AddContent(Guid petId, long version, ulong content)
    {
        if (_contents.GetOrAdd((petId, version), content) != content)
            _differing.Enqueue($"version {version} of pet {petId} was served with two bodies");
    }
}
