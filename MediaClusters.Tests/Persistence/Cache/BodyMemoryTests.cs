using System.Text;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Tests.Infrastructure;
using StackExchange.Redis;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>Bodies kept in process: served only where Redis would serve the same bytes, and within their bound.</summary>
public sealed class BodyMemoryTests(RedisServer redis) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly Guid _pet = Guid.CreateVersion7();
    private readonly FakePostgres _postgres = new();
    private CacheProcess _process = null!;

    public async Task InitializeAsync() => _process = new(await redis.ConnectAsync(), _postgres);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Body_that_is_still_in_Redis_is_not_transferred_again()
    {
        await SetAsync(Value(5, "2026-01-01T00:00:00Z", "a"));
        var first = await FindAsync();

        var second = await FindAsync();

        second.ShouldBeSameAs(first);
        second!.Version.ShouldBe(5);
    }

    [Theory]
    [InlineData(6, "2026-01-01T00:00:00Z")]
    [InlineData(5, "2026-01-01T00:00:00.0000001Z")]
    [InlineData(4, "2026-01-01T00:00:00Z")]
    public async Task Body_of_another_version_or_the_same_number_at_another_time_replaces_it(long version, string createdAt)
    {
        await SetAsync(Value(4, "2026-01-01T00:00:00Z", "a"));
        await FindAsync();
        await SetAsync(Value(version, createdAt, version == 4 ? "a" : "b"));

        Text(await FindAsync()).ShouldBe(Text(Value(version, createdAt, version == 4 ? "a" : "b")));
        Text(await FindAsync()).ShouldBe(Text(Value(version, createdAt, version == 4 ? "a" : "b")));
    }

    [Theory]
    [InlineData("0000000000000000", true)]
    [InlineData("", false)]
    [InlineData("12", false)]
    [InlineData("0000000000000007{}", true)]
    public async Task Short_value_in_its_place_is_taken_as_it_is(string value, bool isHit)
    {
        await SetAsync(Value(5, "2026-01-01T00:00:00Z", "a"));
        await FindAsync();
        await SetAsync(Encoding.UTF8.GetBytes(value));

        var lookup = await _process.Cache.GetAsync(_pet);

        lookup.Status.ShouldBe(isHit ? LookupStatus.Hit : LookupStatus.Miss);
        Text(lookup.Found).ShouldBe(value.Length > 16 ? value[16..] : null);
    }

    [Fact]
    public async Task Body_that_is_gone_from_Redis_is_a_miss()
    {
        await SetAsync(Value(5, "2026-01-01T00:00:00Z", "a"));
        await FindAsync();
        await _process.LoseAsync(_pet);

        (await _process.Cache.GetAsync(_pet)).Status.ShouldBe(LookupStatus.Miss);
    }

    [Fact]
    public async Task Longer_value_that_begins_like_a_short_one_is_not_taken_for_it()
    {
        await SetAsync("0000000000000005{}"u8.ToArray());
        await FindAsync();
        await SetAsync([.. "0000000000000005{}"u8, .. new byte[500]]);

        (await FindAsync())!.Body.Length.ShouldBe(502);
    }

    [Fact]
    public void Body_whose_head_does_not_tell_it_is_not_kept()
    {
        var memory = new BodyMemory(1 << 20);

        memory.Keep(_pet, [.. "0000000000000005"u8, .. new byte[500]], new VersionBody(5, default));

        memory.Find(_pet).ShouldBeNull();
    }

    [Fact]
    public void Memory_holds_no_more_than_it_may_and_the_favourite_outlasts_a_scan()
    {
        const int Capacity = 100_000;
        var memory = new BodyMemory(Capacity);
        Keep(memory, _pet, 1000);

        for (var i = 0; i < 1000; i++)
        {
            memory.Find(_pet).ShouldNotBeNull();
            Keep(memory, Guid.CreateVersion7(), 1000);
            memory.Bytes.ShouldBeLessThanOrEqualTo(Capacity);
        }
    }

    [Fact]
    public void Zipf_stream_keeps_its_head_and_takes_little_in()
    {
        var stream = new ZipfPets(pets: 5000);
        var memory = MemoryOf(1000);
        Read(memory, stream, reads: 50_000);

        var (hits, taken) = Read(memory, stream, reads: 50_000);

        hits.ShouldBeGreaterThan(0.92 * stream.ShareOf(1000));
        taken.ShouldBeLessThan(0.04);
    }

    [Fact]
    public void Favourites_that_change_are_taken_in()
    {
        var memory = MemoryOf(1000);
        Read(memory, new ZipfPets(pets: 5000), reads: 100_000);
        var others = new ZipfPets(pets: 5000);
        Read(memory, others, reads: 30_000);

        Read(memory, others, reads: 20_000).Hits.ShouldBeGreaterThan(0.85 * others.ShareOf(1000));
    }

    [Fact]
    public void Scan_of_pets_read_once_takes_nothing_in()
    {
        var memory = MemoryOf(100);
        var favourites = Enumerable.Range(0, 100).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var pet in favourites.Concat(favourites).Concat(favourites))
            Read(memory, pet);

        var taken = Enumerable.Range(0, 500).Count(_ => Read(memory, Guid.CreateVersion7()).IsTaken);

        taken.ShouldBe(0);
        favourites.ShouldAllBe(pet => memory.Find(pet) != null);
    }

    [Fact]
    public void New_version_of_a_kept_pet_takes_its_place_in_a_full_memory()
    {
        var memory = MemoryOf(100);
        foreach (var pet in Enumerable.Range(0, 99).Select(_ => Guid.CreateVersion7()).Prepend(_pet))
            Read(memory, pet);

        memory.Keep(_pet, Body, new VersionBody(6, default));

        memory.Find(_pet)!.Found.Version.ShouldBe(6);
    }

    [Fact]
    public void Memory_forgets_what_a_too_large_body_replaces()
    {
        var memory = new BodyMemory(100_000);
        Keep(memory, _pet, 1000);

        Keep(memory, _pet, 50_000);

        memory.Find(_pet).ShouldBeNull();
        memory.Bytes.ShouldBe(0);
    }

    [Fact]
    public void Memory_of_nothing_keeps_nothing()
    {
        var memory = new BodyMemory(0);

        Keep(memory, _pet, 10);

        memory.Find(_pet).ShouldBeNull();
    }

    [Fact]
    public async Task Memory_that_many_use_at_once_never_mixes_pets_up_and_stays_within_its_bound()
    {
        var memory = new BodyMemory(50_000);
        var pets = Enumerable.Range(0, 200).Select(_ => Guid.CreateVersion7()).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 20_000; i++)
            {
                var index = random.Next(pets.Length);
                if (memory.Find(pets[index]) is { } kept)
                    kept.Found.Version.ShouldBe(index);
                else
                    memory.Keep(pets[index], Value(index, "2026-01-01T00:00:00Z", "a"), new VersionBody(index, default));
            }
        })));

        memory.Bytes.ShouldBeInRange(1, 50_000);
    }

    private static readonly byte[] Body = Value(5, "2026-01-01T00:00:00Z", new string('a', 3500));

    private static BodyMemory MemoryOf(int bodies) => new(bodies * KeptBody.SizeOf(Body));

    private static (double Hits, double Taken) Read(BodyMemory memory, ZipfPets stream, int reads)
    {
        var (hits, taken) = (0, 0);
        for (var i = 0; i < reads; i++)
        {
            var (isHit, isTaken) = Read(memory, stream.Next());
            hits += isHit ? 1 : 0;
            taken += isTaken ? 1 : 0;
        }

        return ((double)hits / reads, (double)taken / reads);
    }

    private static (bool IsHit, bool IsTaken) Read(BodyMemory memory, Guid pet)
    {
        if (memory.Find(pet) is not null)
            return (true, false);
        memory.Keep(pet, Body, new VersionBody(5, default));
        return (false, memory.Holds(pet));
    }

    /// <summary>Pets of which the n-th is read 1/n as often as the first.</summary>
    private sealed class ZipfPets
    {
        private readonly Guid[] _pets;
        private readonly double[] _shares;
        private readonly Random _random = new(7);

        public ZipfPets(int pets)
        {
            _pets = [.. Enumerable.Range(0, pets).Select(_ => Guid.CreateVersion7())];
            _shares = new double[pets];
            for (var i = 0; i < pets; i++)
                _shares[i] = (i == 0 ? 0 : _shares[i - 1]) + (1.0 / (i + 1));
        }

        public double ShareOf(int first) => _shares[first - 1] / _shares[^1];

        public Guid Next()
        {
            var index = Array.BinarySearch(_shares, _random.NextDouble() * _shares[^1]);
            return _pets[index < 0 ? ~index : index];
        }
    }

    private static void Keep(BodyMemory memory, Guid pet, int size)
        => memory.Keep(pet, Value(5, "2026-01-01T00:00:00Z", new string('a', size)), new VersionBody(5, default));

    private static byte[] Value(long version, string createdAt, string rest) => Encoding.UTF8.GetBytes(
        $$"""{{version:D16}}{"pet_id":"0198c0de-0000-7000-8000-000000000001","version":{{version}},"created_at":"{{createdAt}}","rest":"{{rest.PadRight(200)}}"}""");

    private static string Text(byte[] value) => Encoding.UTF8.GetString(value.AsSpan(CachedValue.HeaderLength));

    private static string? Text(VersionBody? found) => found is null ? null : Encoding.UTF8.GetString(found.Body.Span);

    private Task SetAsync(byte[] value) => _process.Redis.StringSetAsync(CacheKeys.Latest(_pet), value);

    private async Task<VersionBody?> FindAsync()
    {
        var lookup = await _process.Cache.GetAsync(_pet);
        lookup.Status.ShouldBe(LookupStatus.Hit);
        return lookup.Found;
    }
}
