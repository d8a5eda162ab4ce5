using System.Text;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Fuzz;

/// <summary>The fuzz finds nothing; these show that it would.</summary>
[Collection(ServersCollection.Name)]
public sealed class FuzzChecksTests(Servers servers)
{
    private const string Problem = """{"title":"Not found","status":404,"trace_id":"00-1","type":"urn:x"}""";

    private static readonly ApiOperation Operation = new("GetJob", "GET", "/internal/jobs/1", [], Example: null);

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: *\r\n\r\n" + Problem, null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", null)]
    [InlineData("HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/problem+json\r\nContent-Length: *\r\n\r\n{\"title\":\"x\",\"status\":500,\"trace_id\":\"00-1\"}", "failed with 500")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: *\r\n\r\n{\"title\":\"x\",\"status\":503,\"trace_id\":\"00-1\"}", "failed with 503")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: *\r\n\r\n" + Problem, "a refusal of type")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: *\r\n\r\nno", "a refusal of type")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: *\r\n\r\n" + Problem, "another status")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: *\r\n\r\n{\"title\":\"x\",\"status\":404}", "without trace_id")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: *\r\n\r\n{\"status\":404,\"status\":404}", "no JSON")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: 900\r\n\r\n" + Problem, "cut off")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n", "cut off")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "without a problem")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{", "no JSON")]
    [InlineData("hello", "cut off or none")]
    [InlineData("", "closed without an answer")]
    public void Answer_is_judged_by_the_rules(string received, string? fault)
    {
        var bytes = Encoding.UTF8.GetBytes(received.Replace("*", $"{received.Split("\r\n\r\n")[^1].Length}", StringComparison.Ordinal));
        var request = new FuzzRequest(Operation);
        request.Headers.Add(("Host", "api"));

        var found = AnswerRules.Check(new RawExchange(RawAnswer.ReadAll(bytes, "GET"), IsOver: true, TimeSpan.Zero), request);

        if (fault is null)
            found.ShouldBeNull();
        else
            found.ShouldNotBeNull().ShouldContain(fault);
    }

    [Fact]
    public void Connection_that_stays_open_is_a_hang() =>
        AnswerRules.Check(new RawExchange([], IsOver: false, RawExchange.Patience), new FuzzRequest(Operation)).ShouldNotBeNull().ShouldContain("hangs");

    [Fact]
    public void Same_seed_makes_the_same_requests()
    {
        var pet = new FuzzPet(Given.Id(1), Given.Id(2), [Given.Id(3), Given.Id(4), Given.Id(5), Given.Id(6)], Given.Id(7), [Given.Id(8)]);

        byte[][] Requests(int seed) => [.. Enumerable.Range(0, 200).Select(number => new RequestFuzzer([Operation], seed).Create(number, pet).ToBytes())];

        Requests(1).Zip(Requests(1)).ShouldAllBe(pair => pair.First.SequenceEqual(pair.Second));
        Requests(1).Zip(Requests(2)).Count(pair => pair.First.SequenceEqual(pair.Second)).ShouldBeLessThan(50);
    }

    [Fact]
    public async Task Digest_shows_a_change_of_the_pets_and_of_the_others_apart()
    {
        await using var database = await servers.CreateDatabaseAsync();
        var pets = await FuzzPet.CreateAsync(database, 2, seed: 1, Guid.CreateVersion7());
        var digest = await TableDigest.OfAsync(database);
        var (first, second, others) = (await digest.OfPetsAsync(pets[0].Ids), await digest.OfPetsAsync(pets[1].Ids), await digest.OfOthersAsync(pets[0].Ids));

        string[] changes =
        [
            "UPDATE pet_images SET quality = 0.25", "UPDATE cluster_jobs SET priority = 1", "UPDATE cluster_members SET distance = 0", "UPDATE cluster_heroes SET score = 0",
            "UPDATE cluster_snapshots SET payload = 'x'", "UPDATE pet_clusters SET algorithm = 'x'", "UPDATE pets SET updated_at = now()",
        ];
        foreach (var change in changes)
        {
            var pet = change.Contains("cluster_", StringComparison.Ordinal) && !change.Contains("jobs", StringComparison.Ordinal) && !change.Contains("pet_clusters", StringComparison.Ordinal)
                ? $"cluster_id IN (SELECT id FROM pet_clusters WHERE pet_id = '{pets[0].Home}')"
                : $"pet_id = '{pets[0].Home}'";
            (await database.ExecuteAsync($"{change} WHERE {pet}")).ShouldBeGreaterThan(0, change);

            var after = await digest.OfPetsAsync(pets[0].Ids);
            after.ShouldNotBe(first, change);
            first = after;
        }

        (await digest.OfPetsAsync(pets[1].Ids)).ShouldBe(second);
        (await digest.OfOthersAsync(pets[0].Ids)).ShouldBe(others);
        digest.Tables.Where(table => table.Key is null).Select(table => table.Table).ShouldBe(["__EFMigrationsHistory", "maintenance_tasks"], ignoreOrder: true);
    }
}
