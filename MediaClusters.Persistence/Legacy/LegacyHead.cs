using System.Buffers.Text;

namespace MediaClusters.Persistence.Legacy;

/// <summary>The beginning of a state, which is enough to compare it with a version. A state that the stub wrote has version 0 and counts as persisted.</summary>
/// <param name="Sequence">See <see cref="LegacyAddition"/>; -1 in a state of the stub.</param>
/// <param name="Version">The pet's newest version in Postgres when the state was written.</param>
/// <param name="IsPersisted">Whether the result is that version.</param>
public readonly record struct LegacyHead(long Sequence, long Version, bool IsPersisted)
{
    /// <summary>As many bytes as <see cref="Parse"/> may need.</summary>
    internal const int Length = 128;

    /// <summary>Whether the result was made after a version of the pet.</summary>
    public bool IsNewerThan(long version) => !IsPersisted && Version >= version;

    internal static LegacyHead Parse(ReadOnlySpan<byte> state)
    {
        var stub = new LegacyHead(-1, 0, IsPersisted: true);
        return Take(ref state, """{"media_clusters":{"sequence":"""u8, out var sequence) && Take(ref state, ""","version":"""u8, out var version)
            ? new(sequence, version, !state.StartsWith(""","persisted":false"""u8))
            : stub;
    }

    private static bool Take(ref ReadOnlySpan<byte> state, ReadOnlySpan<byte> name, out long number)
    {
        number = 0;
        if (!state.StartsWith(name) || !Utf8Parser.TryParse(state[name.Length..], out number, out var length))
            return false;
        state = state[(name.Length + length)..];
        return true;
    }
}
