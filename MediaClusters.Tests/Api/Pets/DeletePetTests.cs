using System.Net;
using MediaClusters.Persistence.Pets;

namespace MediaClusters.Tests.Api.Pets;

public sealed class DeletePetTests : IAsyncLifetime
{
    private readonly ApiHost _host = new();
    private readonly Guid _pet = Guid.CreateVersion7();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Delete_answers_what_was_removed_and_passes_on_who_asked_and_why()
    {
        _host.Pets.Deleted = new DeletedPet(_pet, 3, FakeJobs.Noon, new Dictionary<string, long>(StringComparer.Ordinal) { ["pet_images"] = 2, ["pet_clusters"] = 0 });

        using var response = await _host.Client.DeleteAsync($"/internal/pets/{_pet}?reason=GDPR%20request%207");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe(
            $$$"""{"pet_id":"{{{_pet}}}","deleted_at":"2026-01-31T12:00:00Z","removed":{"pet_images":2,"pet_clusters":0}}""");
        _host.Pets.Deletions.ShouldBe([(_pet, "writer", "GDPR request 7")]);
    }

    [Fact]
    public async Task Delete_of_nobody_answers_404()
    {
        using var response = await _host.Client.DeleteAsync($"/internal/pets/{_pet}");

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound);
        _host.Pets.Deletions.ShouldBe([(_pet, "writer", null)]);
    }

    [Theory]
    [InlineData("a%0Ab")]
    [InlineData("a%00b")]
    [InlineData(null)]
    public async Task Delete_with_a_wrong_reason_names_it_and_deletes_nothing(string? reason)
    {
        using var response = await _host.Client.DeleteAsync($"/internal/pets/{_pet}?reason={reason ?? new string('x', 201)}");

        await response.ShouldNameAsync("reason");
        _host.Pets.Deletions.ShouldBeEmpty();
    }
}
