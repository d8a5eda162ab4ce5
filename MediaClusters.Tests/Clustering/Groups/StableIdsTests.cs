using MediaClusters.Clustering.Groups;

namespace MediaClusters.Tests.Clustering.Groups;

public sealed class StableIdsTests
{
    [Fact]
    public void VersionFive_gives_the_example_of_the_RFC()
    {
        // RFC 9562, appendix A.4: "www.example.com" in the DNS namespace.
        StableIds.VersionFive(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com")
            .ShouldBe(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
    }

    [Fact]
    public void For_is_written_in_stone()
    {
        StableIds.For(Pets.Id(1)).ShouldBe(new Guid("57a9beec-5074-504c-b141-6e81d8bfc339"));
        StableIds.For(Pets.Id(1)).Version.ShouldBe(5);
        StableIds.For(Pets.Id(2)).ShouldNotBe(StableIds.For(Pets.Id(1)));
    }
}
