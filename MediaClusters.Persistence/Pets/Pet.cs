namespace MediaClusters.Persistence.Pets;

/// <summary>The head of a pet: its newest version, for other services to join on.</summary>
internal sealed class Pet
{
    public Guid PetId { get; init; }

    /// <summary>0 while there is no version.</summary>
    public long LatestVersion { get; init; }

    public Guid? LatestClusterId { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>A JSON object, such as the id an imported pet had before; or null.</summary>
    public string? Metadata { get; init; }
}
