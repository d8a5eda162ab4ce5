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
        statement.ShouldNotBeEmpty();

        var all = await PetsAsync("SELECT pet_id FROM pets");
        var listed = await PetsAsync(statement);

        listed.Order().ShouldBe(all.Where(pet => PetBucket.IsWithin(pet, 10)).Order());
        listed.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Every_pet_gets_a_job_after_those_under_way()
    {
        var (waiting, running, others) = (Guid.CreateVersion7(), Guid.CreateVersion7(), new[] { Guid.CreateVersion7(), Guid.CreateVersion7() });
        foreach (var (pet, seed) in new[] { waiting, running, others[0] }.Select((pet, n) => (pet, n * 10)))
            await _database.Images.UpsertAsync(pet, Given.Images(2, firstSeed: seed), default);

        // Its last photo was deleted: its old state must not stay.
        await _database.ExecuteAsync($"INSERT INTO pets (pet_id) VALUES ('{others[1]}')");
        await _database.Queue.EnqueueAsync(Given.Request(running), default);
        (await _database.Queue.ClaimAsync("worker", 1, default)).ShouldHaveSingleItem().PetId.ShouldBe(running);
        await _database.Queue.EnqueueAsync(Given.Request(waiting), default);
        var statements = Block().Match(Text).Groups["sql"].Value;
        statements.ShouldNotBeEmpty();

        await _database.ExecuteAsync(statements);
        await _database.ExecuteAsync(statements);

        (await PetsAsync("SELECT pet_id FROM cluster_jobs WHERE status = 'queued'")).Order().ShouldBe(others.Append(waiting).Order());
        (await PetsAsync("SELECT pet_id FROM cluster_jobs WHERE status = 'processing' AND rerun")).ShouldBe([running]);

        // Ids follow time, or the pages of jobs would not.
        var last = Guid.CreateVersion7();
        (await PetsAsync("SELECT id FROM cluster_jobs WHERE reason = 'rollout'")).ShouldAllBe(id => id.Version == 7 && id.CompareTo(last) < 0);
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
