using System.Text;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Clusters;

public sealed class StoredBodyTests
{
    private const string Photo = "5eed0000-0000-4000-8000-000000000001";

    private static readonly DateTimeOffset Time = new(2026, 1, 31, 12, 0, 0, 250, TimeSpan.FromHours(2));

    [Fact]
    public void With_writes_what_the_writer_of_versions_would_have_written()
    {
        var pet = Guid.NewGuid();
        var old = VersionJson.Write(pet, 9, DateTimeOffset.UnixEpoch, Given.Result());

        new StoredBody(old).With(10, Time).ToArray().ShouldBe(VersionJson.Write(pet, 10, Time, Given.Result()).ToArray());
    }

    [Fact]
    public void With_says_nothing_of_the_step_from_the_version_before()
    {
        var pet = Guid.NewGuid();
        var computed = Given.ComputedResult();
        var old = VersionJson.Write(pet, 9, DateTimeOffset.UnixEpoch, computed);

        var restored = Encoding.UTF8.GetString(new StoredBody(old).With(10, Time).Span);

        var steps = computed with { Changes = [], Metrics = computed.Metrics with { Churn = null, AdjustedRand = null } };
        restored.ShouldBe(Encoding.UTF8.GetString(VersionJson.Write(pet, 10, Time, steps).Span).Replace("\"changes\":[]", "\"changes\":null", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"version":1,"created_at":"x","changes":[{"from":["a"]}],"metrics":{"churn":0.5,"of":{"churn":1},"adjusted_rand":-1.0e0},"churn":2}""", """{"version":1234,"created_at":"2026-01-31T10:00:00.25Z","changes":null,"metrics":{"churn":null,"of":{"churn":1},"adjusted_rand":null},"churn":2}""")]
    [InlineData("""{"metrics":{"changes":1},"changes" : null ,"created_at":"","version":1}""", """{"metrics":{"changes":1},"changes" : null ,"created_at":"2026-01-31T10:00:00.25Z","version":1234}""")]
    [InlineData("""{"version":1,"created_at":"x"}""", """{"version":1234,"created_at":"2026-01-31T10:00:00.25Z"}""")]
    [InlineData("""{ "created_at" : "\"x" , "a":[{"version":7}], "version" : 1.0e0 }""", """{ "created_at" : "2026-01-31T10:00:00.25Z" , "a":[{"version":7}], "version" : 1234 }""")]
    [InlineData("""{"v\u0065rsion":1,"label":"M\u00fcr \uD83D\uDC36","created_at":""}""", """{"v\u0065rsion":1234,"label":"M\u00fcr \uD83D\uDC36","created_at":"2026-01-31T10:00:00.25Z"}""")]
    [InlineData("""{"unknown":{"created_at":null,"version":"1"},"version":1,"created_at":"","more":1e400}""", """{"unknown":{"created_at":null,"version":"1"},"version":1234,"created_at":"2026-01-31T10:00:00.25Z","more":1e400}""")]
    public void With_leaves_every_other_byte_as_it_was(string body, string expected)
        => Encoding.UTF8.GetString(new StoredBody(Encoding.UTF8.GetBytes(body)).With(1234, Time).Span).ShouldBe(expected);

    [Fact]
    public void Photos_are_those_of_members_heroes_and_noise()
        => new StoredBody(VersionJson.Write(Guid.NewGuid(), 1, Time, Given.Result())).Photos
            .Order().ShouldBe(new[] { 1, 2, 3, 4, 5000 }.Select(Given.Id).Order());

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"created_at":""}""")]
    [InlineData("""{"version":"1","created_at":""}""")]
    [InlineData("""{"version":1,"created_at":null}""")]
    [InlineData("""{"version":1,"version":2,"created_at":""}""")]
    [InlineData("""{"version":1,"created_at":"","noise":["no id"]}""")]
    [InlineData("""{"version":1,"created_at":"","clusters":[{"hero":{"image_id":7}}]}""")]
    [InlineData("""{"version":1,"created_at":""} {}""")]
    public void A_body_that_no_version_has_is_refused(string body)
        => Should.Throw<InvalidDataException>(() => new StoredBody(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Noise_of_something_else_is_no_photo()
        => new StoredBody(Encoding.UTF8.GetBytes($$$"""{"version":1,"created_at":"","noise":["{{{Photo}}}"],"tags":["noise"],"a":{"noise":["b"]}}"""))
            .Photos.ShouldHaveSingleItem().ShouldBe(Guid.Parse(Photo));
}
