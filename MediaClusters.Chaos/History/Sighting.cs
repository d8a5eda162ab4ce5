namespace MediaClusters.Chaos.History;

/// <summary>Somebody saw what a pet's newest version is.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Api">By which API process; null for who looked into Postgres.</param>
/// <param name="PetId">Which pet.</param>
/// <param name="Began">Before the request was sent.</param>
/// <param name="Ended">When the answer was read.</param>
/// <param name="Version">0 for none.</param>
internal sealed record Sighting(string Caller, int? Api, Guid PetId, TimeSpan Began, TimeSpan Ended, long Version)
{
    /// <summary>Whether it was read in Postgres, whatever the cache held.</summary>
    public bool IsOfPostgres { get; init; }

    public override string ToString() =>
        $"{Began.TotalSeconds:F3}-{Ended.TotalSeconds:F3} s {Caller} {(Api is { } api ? $"api {api}" : "Postgres")} pet {PetId} saw version {Version}";
}
