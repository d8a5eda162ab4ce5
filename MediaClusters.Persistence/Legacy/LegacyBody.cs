using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Persistence.Legacy;

/// <summary>A state of the stub as a response body. Its version does not tell its content, <paramref name="Tag"/> does.</summary>
public sealed record LegacyBody(long Version, ReadOnlyMemory<byte> Body, string Tag) : VersionBody(Version, Body, Tag);
