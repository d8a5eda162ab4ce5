using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>An upload that was answered is stored, a deletion that was answered is done, and the newest version is of the photos that are stored.</summary>
internal sealed class PhotosAreKept : ICheck
{
    public string Name => "photos are kept";

    public IEnumerable<Violation> Judge(RunHistory history)
    {
        foreach (var photo in history.Photos)
        {
            if (photo is { Kept: true, Stored: false })
                yield return new(Name, $"photo {photo.ImageId} of pet {photo.PetId} was accepted and is gone", []);
            if (photo is { Deleted: true, Stored: true })
                yield return new(Name, $"photo {photo.ImageId} of pet {photo.PetId} was deleted and is there", []);
            if (photo.Stored != photo.Placed)
                yield return new(Name, $"photo {photo.ImageId} of pet {photo.PetId} is {(photo.Stored ? "stored and not in" : "not stored and in")} the newest version", []);
        }
    }
}
