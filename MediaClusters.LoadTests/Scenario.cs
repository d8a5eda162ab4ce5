using System.Net;
using System.Net.Http.Headers;

namespace MediaClusters.LoadTests;

/// <summary>What callers ask for, one of <paramref name="Targets"/> at a time, picked at random.</summary>
internal sealed record Scenario(string Name, IReadOnlyList<Target> Targets);

/// <summary>A request, and the answer that counts as right.</summary>
/// <param name="Address">Relative to the API.</param>
/// <param name="Expected">The status to answer with.</param>
/// <param name="Length">The body's length in bytes where it is known beforehand.</param>
/// <param name="IfNoneMatch">The version that the caller has already.</param>
internal sealed record Target(Uri Address, HttpStatusCode Expected, long? Length = null, EntityTagHeaderValue? IfNoneMatch = null);
