using System.Text.RegularExpressions;
using MediaClusters.Persistence.Rollout;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Rollout;

/// <summary>The statements of docs/rollout.md, as an operator would paste them.</summary>
[Collection(ServersCollection.Name)]
public sealed partial class DocumentedStatementsTests(Servers servers) : IAsyncLifetime
{
    private static readonly string Text = ReadText();

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task The_pets_within_a_percentage_are_those_of_the_flags()
    {
        await _database.ExecuteAsync("INSERT INTO pets (pet_id) SELECT gen_random_uuid() FROM generate_series(1, 500)");
        var statement = Listing().Match(Text).Groups["sql"].Value;

        var all = await PetsAsync("SELECT pet_id FROM pets");
        var listed = await PetsAsync(statement);

        listed.Order().ShouldBe(all.Where(pet => PetBucket.IsWithin(pet, 10)).Order());
        listed.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Every_pet_gets_a_job_but_those_that_have_one()
    {
        var pets = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToArray();
        for (var n = 0; n < pets.Length; n++)
            await _database.Images.UpsertAsync(pets[n], Given.Images(2, firstSeed: n * 10), default);
        await _database.Queue.EnqueueAsync(Given.Request(pets[0]), default);
        var statement = Block().Match(Text).Groups["sql"].Value;

        (await _database.ExecuteAsync(statement)).ShouldBe(2);
        (await _database.ExecuteAsync(statement)).ShouldBe(0);

        (await _database.Queue.ClaimAsync("worker", 10, default)).Select(job => job.PetId).Order().ShouldBe(pets.Order());
    }

    private async Task<List<Guid>> PetsAsync(string statement)
    {
        await using var command = _database.DataSource.CreateCommand(statement);
        await using var reader = await command.ExecuteReaderAsync();
        var pets = new List<Guid>();
        while (await reader.ReadAsync())
            pets.Add(reader.GetGuid(0));
        return pets;
    }

    private static string ReadText()
    {
        using var reader = new StreamReader(typeof(DocumentedStatementsTests).Assembly.GetManifestResourceStream("rollout.md")!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("`(?<sql>SELECT pet_id FROM pets [^`]*)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listing();

    [GeneratedRegex("```sql\\n(?<sql>[^`]*)```", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
