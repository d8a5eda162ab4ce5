namespace MediaClusters.Clustering.Groups;

/// <summary>A photo and its distance to the centroid of its group, rounded.</summary>
internal readonly record struct GroupMember(Photo Photo, double Distance);
