using MediaClusters.Persistence.Cache;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.Persistence.Cache;

public sealed class VersionFloorTests
{
    [Fact]
    public void Raise_rises_and_never_falls()
    {
        var floor = new VersionFloor(Options.Create(new CacheOptions()));
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());

        floor.Raise(first, 5);
        floor.Raise(first, 4);
        floor.Raise(second, 0);

        floor.Of(first).ShouldBe(5);
        floor.Of(second).ShouldBe(0);
    }

    [Fact]
    public void Raise_of_pets_of_one_set_forgets_the_first_of_more_than_it_holds()
    {
        var floor = new VersionFloor(Options.Create(new CacheOptions { RememberedPets = 1 }));
        var pets = Enumerable.Range(0, VersionFloor.Ways + 1).Select(_ => Guid.NewGuid()).ToArray();

        foreach (var pet in pets[..^1])
            floor.Raise(pet, 9);
        pets[..^1].ShouldAllBe(pet => floor.Of(pet) == 9);

        floor.Raise(pets[^1], 3);
        floor.Of(pets[0]).ShouldBe(0);
        pets[1..^1].ShouldAllBe(pet => floor.Of(pet) == 9);
        floor.Of(pets[^1]).ShouldBe(3);
    }

    [Fact]
    public void Raise_of_ten_thousand_pets_forgets_none_by_default()
    {
        var floor = new VersionFloor(Options.Create(new CacheOptions()));
        var random = new Random(1);
        var pets = Enumerable.Range(0, 10_000).Select(_ => new Guid([.. Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256))])).ToArray();

        foreach (var pet in pets)
            floor.Raise(pet, 2);

        pets.Count(pet => floor.Of(pet) != 2).ShouldBe(0);
    }

    [Fact]
    public void Raise_by_many_at_once_keeps_the_highest()
    {
        var floor = new VersionFloor(Options.Create(new CacheOptions { RememberedPets = 1 }));
        var pets = Enumerable.Range(0, VersionFloor.Ways).Select(_ => Guid.NewGuid()).ToArray();

        Parallel.For(0, 100_000, n => floor.Raise(pets[n % pets.Length], 1 + (n / pets.Length)));

        pets.ShouldAllBe(pet => floor.Of(pet) == 100_000 / pets.Length);
    }
}
