namespace MediaClusters.Chaos.History;

/// <summary>A photo as its caller knows of it, and as it is after the run.</summary>
/// <param name="PetId">Its pet.</param>
/// <param name="ImageId">The photo.</param>
/// <param name="Kept">An upload was answered, and nobody asked to delete it.</param>
/// <param name="Deleted">A deletion was answered.</param>
/// <param name="Stored">It is in Postgres.</param>
/// <param name="Placed">The pet's newest version says where it stands, or that it stands nowhere.</param>
internal sealed record PhotoFate(Guid PetId, Guid ImageId, bool Kept, bool Deleted, bool Stored, bool Placed);
