using System.Text.Json;

namespace MediaClusters.Api.Json;

/// <summary>
/// A wrong value, told in words fit for a caller. The serializer adds the path of the value that was being
/// read; <paramref name="suffix"/> goes deeper than it knows, <paramref name="field"/> replaces it.
/// </summary>
internal sealed class JsonFieldException(string problem, string? suffix = null, string? field = null) : JsonException(problem)
{
    public string Problem { get; } = problem;

    public string? Suffix { get; } = suffix;

    public string? Field { get; } = field;
}
