using System.Text;
using MediaClusters.LoadTests.Graph;
using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Seeding;

namespace MediaClusters.LoadTests.Scenarios;

/// <summary>What callers read of seeded pets.</summary>
internal sealed class ApiReads
{
    public const int BatchSize = 100;
    public const int VersionsBatchSize = 1000;

    /// <summary>So many different batches are asked for.</summary>
    private const int Batches = 64;

    /// <summary>The longest a pet may be unknown before it is asked for again is shorter than what the API remembers it for.</summary>
    private const int UnknownPets = 10_000;

    private readonly LoadGraph _graph;
    private readonly PetSeeder _pets;

    public ApiReads(LoadGraph graph, PetSeeder pets, int seed)
    {
        (_graph, _pets) = (graph, pets);
        Zipf = new(pets.Count, seed);
        Latest = Pets("/clusters/latest", 200, IsOfPet);
        LatestCompressed = new(graph.Address, pets.Count, index => HttpRequests.GetCompressed(graph.Address, PetPath(index, "/clusters/latest"), graph.Token), 200, (index, body) => Bodies.IsCompressed(index, body, IsOfPet));
        NotModified = new(graph.Address, pets.Count, index => HttpRequests.Get(graph.Address, PetPath(index, "/clusters/latest"), graph.Token, "\"v1\""), 304, static (_, body) => body.IsEmpty);
        Version = Pets("/clusters/1", 200, IsOfPet);
        History = Pets("/clusters", 200, IsOfPet);
        Jobs = Pets("/jobs", 200, IsOfPet);
        Unknown = new(graph.Address, UnknownPets, index => HttpRequests.Get(graph.Address, $"/internal/pets/{new SeededPet(seed + 1, index).Id}/clusters/latest", graph.Token), 404, static (_, body) => body.IndexOf("\"status\":404"u8) > 0);
        Photo = new(
            graph.Address, pets.Count,
            index => HttpRequests.Get(graph.Address, $"/internal/images/{pets[index].PhotoId(0)}/clusters", graph.Token),
            200,
            (index, body) => Bodies.IsOf("image_id"u8, pets[index].PhotoId(0), body) && body.IndexOf("\"placements\":[{\"pet_id\":"u8) > 0);
        Batch = new(graph.Address, Batches, index => Post("/internal/pets/clusters:batchGet", index, BatchSize), 200, static (_, body) => body.StartsWith("{\"versions\":[{\"pet_id\":"u8) && body.Length > BatchSize * 1000);
        LatestVersions = new(graph.Address, Batches, index => Post("/internal/pets/latest-versions", index, VersionsBatchSize), 200, static (_, body) => body.StartsWith("{\"versions\":[{\"pet_id\":"u8));
    }

    public Zipf Zipf { get; }

    public Reads Latest { get; }

    /// <summary>For callers that take Brotli, and from Postgres get it.</summary>
    public Reads LatestCompressed { get; }

    /// <summary>For callers that have version 1 already.</summary>
    public Reads NotModified { get; }

    public Reads Version { get; }

    public Reads History { get; }

    public Reads Jobs { get; }

    public Reads Unknown { get; }

    /// <summary>Which pets a photo is of.</summary>
    public Reads Photo { get; }

    public Reads Batch { get; }

    public Reads LatestVersions { get; }

    /// <summary>A few pets again and again.</summary>
    public int Often(Random random) => Zipf.Next(random);

    /// <summary>Every pet as often as every other.</summary>
    public int Evenly(Random random) => random.Next(_pets.Count);

    public static int AnyBatch(Random random) => random.Next(Batches);

    public static int AnyUnknown(Random random) => random.Next(UnknownPets);

    private Reads Pets(string path, int status, BodyCheck isRight)
        => new(_graph.Address, _pets.Count, index => HttpRequests.Get(_graph.Address, PetPath(index, path), _graph.Token), status, isRight);

    private string PetPath(int index, string path) => $"/internal/pets/{_pets[index].Id}{path}";

    private bool IsOfPet(int index, ReadOnlySpan<byte> body) => Bodies.IsOf("pet_id"u8, _pets[index].Id, body);

    private byte[] Post(string path, int batch, int size)
    {
        var random = new Random(batch);
        var ids = Enumerable.Range(0, Math.Min(size, _pets.Count)).Select(_ => Zipf.Next(random)).ToHashSet();
        for (var index = 0; ids.Count < Math.Min(size, _pets.Count); index++)
            ids.Add(Zipf.Ranked(index));
        return HttpRequests.Post(_graph.Address, path, _graph.Token, Encoding.UTF8.GetBytes($"{{\"pet_ids\":[{string.Join(',', ids.Select(index => $"\"{_pets[index].Id}\""))}]}}"));
    }
}
