namespace MediaClusters.Persistence.Clusters;

/// <summary>A version's body as <c>cluster_snapshots</c> has it.</summary>
public sealed record StoredSnapshot(string Encoding, byte[] Payload)
{
    /// <summary>The body.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or in an encoding this build does not know.</exception>
    public ReadOnlyMemory<byte> Decode() => SnapshotCodec.Decode(Encoding, Payload);
}
