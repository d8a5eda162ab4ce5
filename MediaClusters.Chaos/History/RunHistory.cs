using MediaClusters.Chaos.Faults;

namespace MediaClusters.Chaos.History;

/// <summary>All that is known of a run: what callers saw, what was committed, and what was done to the services.</summary>
internal sealed record RunHistory
{
    public IReadOnlyList<FaultWindow> Faults { get; init; } = [];

    public IReadOnlyList<Call> Calls { get; init; } = [];

    public IReadOnlyList<Sighting> Sightings { get; init; } = [];

    public IReadOnlyList<JobChange> JobChanges { get; init; } = [];

    public IReadOnlyList<VersionWrite> VersionWrites { get; init; } = [];

    /// <summary>After all has settled.</summary>
    public IReadOnlyList<JobRow> Jobs { get; init; } = [];

    public IReadOnlyList<ServiceSample> Samples { get; init; } = [];

    public IReadOnlyList<PhotoFate> Photos { get; init; } = [];

    /// <summary>The same just before a last job was asked for for every pet, of pets whose newest version is not a restored one.</summary>
    public IReadOnlyList<PhotoFate> PhotosBefore { get; init; } = [];

    public Remains? Remains { get; init; }

    public Throughput? Throughput { get; init; }

    /// <summary>Versions whose rows, body and figures do not agree, and what does not.</summary>
    public IReadOnlyList<string> Disagreements { get; init; } = [];

    /// <summary>When the load under faults was over, and what it had asked for was done.</summary>
    public TimeSpan LoadEnded { get; init; }

    /// <summary>When all else was done, and a last job was asked for for every pet.</summary>
    public TimeSpan AskedOnceMore { get; init; } = TimeSpan.MaxValue;

    /// <summary>Who took part, and in what.</summary>
    public Cast? Cast { get; init; }
}
