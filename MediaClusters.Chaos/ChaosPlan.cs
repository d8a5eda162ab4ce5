using System.Globalization;
using MediaClusters.Chaos.Faults;

namespace MediaClusters.Chaos;

/// <summary>What a run does.</summary>
internal sealed record ChaosPlan
{
    public const int DefaultPets = 150;

    public const int DefaultRate = 80;

    public required int Seed { get; init; }

    /// <summary>How long faults are injected.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The kinds of faults; all where there are none.</summary>
    public IReadOnlyList<FaultKind> Only { get; init; } = [];

    /// <summary>Whether workers write whatever they have, held or not. Takes a Debug build.</summary>
    public bool WithoutFencing { get; init; }

    public int Pets { get; init; } = DefaultPets;

    /// <summary>Requests a second while faults are injected.</summary>
    public double Rate { get; init; } = DefaultRate;

    /// <summary>How long the throughput is measured at a time, before and after.</summary>
    public TimeSpan Slice { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The command that repeats the run.</summary>
    public string Command => string.Create(
        CultureInfo.InvariantCulture,
        $"./chaos.sh --seconds {Duration.TotalSeconds:F0} --seed {Seed}{RateAndPets}{(Only.Count > 0 ? $" --only {string.Join(',', Only.Select(FaultNames.Of))}" : "")}{(WithoutFencing ? " --without-fencing" : "")}");

    private string RateAndPets => string.Create(
        CultureInfo.InvariantCulture, $"{(Rate.Equals(DefaultRate) ? "" : $" --rate {Rate:F0}")}{(Pets == DefaultPets ? "" : $" --pets {Pets}")}");
}
