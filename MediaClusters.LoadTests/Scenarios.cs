using System.Net;
using MediaClusters.MigrationService.Samples;

namespace MediaClusters.LoadTests;

internal static class Scenarios
{
    /// <summary>Waits until the sample pets have clusters. The first scenario is the baseline: no token, cache or database needed.</summary>
    public static async Task<IReadOnlyList<Scenario>> PrepareAsync(HttpClient api, int seed, CancellationToken cancellationToken)
    {
        List<Target> latest = [], unchanged = [], version = [], unknown = [];
        var random = new Random(seed);
        var unknownPet = new byte[16];
        foreach (var pet in Enumerable.Range(1, SamplePetIds.Count).Select(SamplePetIds.Id))
        {
            var known = await FindAsync(api, Latest(pet), cancellationToken);
            latest.Add(known with { IfNoneMatch = null });
            unchanged.Add(known with { Expected = HttpStatusCode.NotModified, Length = 0 });
            version.Add(await FindAsync(api, Relative($"internal/pets/{pet}/clusters/1"), cancellationToken) with { IfNoneMatch = null });

            // As few as there are samples: callers ask again for a pet that has no clusters yet, and for a moment the API remembers.
            random.NextBytes(unknownPet);
            unknown.Add(new(Latest(new(unknownPet)), HttpStatusCode.NotFound));
        }

        return
        [
            new("alive", [new(Relative("alive"), HttpStatusCode.OK)]),
            new("latest", latest),
            new("latest 304", unchanged),
            new("version", version),
            new("unknown pet", unknown),
        ];
    }

    /// <summary>Asks until it is there, to know the right answer's length and entity tag.</summary>
    private static async Task<Target> FindAsync(HttpClient api, Uri address, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            using var response = await api.GetAsync(address, cancellationToken);
            if (response.StatusCode != HttpStatusCode.NotFound)
            {
                response.EnsureSuccessStatusCode();
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                return new(address, response.StatusCode, body.Length, response.Headers.ETag ?? throw new InvalidOperationException($"{address} has no ETag."));
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static Uri Latest(Guid pet) => Relative($"internal/pets/{pet}/clusters/latest");

    private static Uri Relative(string path) => new(path, UriKind.Relative);
}
