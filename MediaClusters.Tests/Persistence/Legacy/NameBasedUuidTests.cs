using MediaClusters.Persistence.Legacy;

namespace MediaClusters.Tests.Persistence.Legacy;

public sealed class NameBasedUuidTests
{
    private static readonly Guid Dns = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    private static readonly Guid Url = new("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    [Fact]
    public void Create_gives_the_example_of_RFC_9562()
        => NameBasedUuid.Create(Dns, "www.example.com").ShouldBe(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"));

    [Fact]
    public void Create_tells_names_and_namespaces_apart()
    {
        NameBasedUuid.Create(Dns, "").ShouldNotBe(NameBasedUuid.Create(Url, ""));
        NameBasedUuid.Create(Dns, "a").ShouldNotBe(NameBasedUuid.Create(Dns, "A"));
        NameBasedUuid.Create(Dns, "ä").Version.ShouldBe(5);
    }

    [Fact]
    public void The_default_namespace_is_the_name_it_is_documented_by()
        => NameBasedUuid.Create(Url, "urn:sploot:media-clusters:legacy-ids").ShouldBe(LegacyOptions.DefaultNamespace);

    [Theory]
    [InlineData("489D7710-17AD-5278-9A79-B7D696FC148F")]
    [InlineData("489d771017ad52789a79b7d696fc148f")]
    public void An_id_that_is_a_UUID_stays_itself(string id)
        => LegacyIds.ToUuid(id, Dns).ShouldBe(LegacyOptions.DefaultNamespace);

    [Theory]
    [InlineData("pet-17")]
    [InlineData("{489d7710-17ad-5278-9a79-b7d696fc148f}")]
    [InlineData(" 489d7710-17ad-5278-9a79-b7d696fc148f")]
    public void Another_id_becomes_its_name_based_UUID(string id)
        => LegacyIds.ToUuid(id, Dns).ShouldBe(NameBasedUuid.Create(Dns, id));
}
