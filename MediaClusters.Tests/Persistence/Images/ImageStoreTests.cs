using MediaClusters.Persistence.Images;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Persistence.Images;

[Collection(ServersCollection.Name)]
public sealed class ImageStoreTests(Servers servers) : IAsyncLifetime
{
    private readonly Guid _pet = Guid.NewGuid();
    private TestDatabase _database = null!;

    private IImageStore Images => _database.Images;

    public async Task InitializeAsync() => _database = await servers.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Upsert_stores_every_field_and_load_gives_it_back()
    {
        var bare = new ImageUpsert(Given.Id(2), Given.Vector(2), "clip");

        var result = await Images.UpsertAsync(_pet, [Given.Image(1), bare], default);

        result.Accepted.ShouldBeTrue();
        (result.Inserted, result.Updated, result.Unchanged).ShouldBe((2, 0, 0));
        var photos = (await LoadAsync()).ToDictionary(stored => stored.Photo.ImageId);
        var full = photos[Given.Id(1)];
        full.Model.ShouldBe("clip");
        full.Photo.Embedding.ToArray().ShouldBe(Given.Vector(1));
        full.Photo.Quality.ShouldBe(0.5);
        full.Photo.Pose.ShouldBe("front");
        full.Photo.CapturedAt.ShouldBe(DateTimeOffset.UnixEpoch.AddDays(1));
        var empty = photos[Given.Id(2)].Photo;
        (empty.Quality, empty.Pose, empty.CapturedAt).ShouldBe((null, null, null));
    }

    [Theory]
    [InlineData(null, "", false)]
    [InlineData("""{"camera":"a"}""", "", false)]
    [InlineData("""{"tags":["snow","beach","snow"],"pinned_hero":true}""", "beach,snow", true)]
    [InlineData("""{"tags":[],"pinned_hero":false}""", "", false)]
    [InlineData("""{"tags":null,"pinned_hero":null}""", "", false)]
    [InlineData("""{"tags":"beach","pinned_hero":"true"}""", "", false)]
    [InlineData("""{"tags":["beach",7],"pinned_hero":1}""", "", false)]
    [InlineData("""{"tags":{"beach":1},"pinned_hero":[true]}""", "", false)]
    [InlineData("""["tags","pinned_hero"]""", "", false)]
    [InlineData("7", "", false)]
    public async Task Load_gives_tags_and_pins_and_passes_over_what_else_is_under_their_names(string? metadata, string tags, bool pinned)
    {
        await Images.UpsertAsync(_pet, [Given.Image(1) with { Metadata = metadata }], default);

        var photo = (await LoadAsync()).ShouldHaveSingleItem().Photo;

        string.Join(',', photo.Tags).ShouldBe(tags);
        photo.IsPinned.ShouldBe(pinned);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"camera": "a"}""")]
    [InlineData("""{"pinned_hero": "nonsense"}""")]
    public async Task Pin_and_unpin_change_nothing_else_and_may_be_repeated(string? metadata)
    {
        await Images.UpsertAsync(_pet, [Given.Image(1) with { Metadata = metadata }, Given.Image(2)], default);
        await _database.ExecuteAsync("UPDATE pet_images SET updated_at = '2000-01-01'");

        (await Images.PinAsync(_pet, Given.Id(1), default)).ShouldBe(PinResult.Pinned);
        (await LoadAsync()).Where(stored => stored.Photo.IsPinned).ShouldHaveSingleItem().Photo.ImageId.ShouldBe(Given.Id(1));
        (await TouchedAsync()).ShouldBe(1);
        (await Images.PinAsync(_pet, Given.Id(1), default)).ShouldBe(PinResult.Pinned);
        (await TouchedAsync()).ShouldBe(0);

        (await Images.UnpinAsync(_pet, Given.Id(1), default)).ShouldBeTrue();
        (await TouchedAsync()).ShouldBe(1);
        (await Images.UnpinAsync(_pet, Given.Id(1), default)).ShouldBeTrue();
        (await TouchedAsync()).ShouldBe(0);
        (await LoadAsync()).ShouldNotContain(stored => stored.Photo.IsPinned);
        (await _database.ScalarAsync<string>($"SELECT metadata::text FROM pet_images WHERE image_id = '{Given.Id(1)}'"))
            .ShouldBe(metadata is null or "null" || metadata.Contains("pinned", StringComparison.Ordinal) ? "{}" : metadata);

        async Task<int> TouchedAsync() => await _database.ExecuteAsync("UPDATE pet_images SET updated_at = '2000-01-01' WHERE updated_at > '2000-01-01'");
    }

    [Theory]
    [InlineData("""["camera", "pinned_hero"]""")]
    [InlineData("\"pinned_hero\"")]
    [InlineData("7")]
    public async Task Pin_and_unpin_leave_metadata_alone_that_is_no_object(string metadata)
    {
        await Images.UpsertAsync(_pet, [Given.Image(1) with { Metadata = metadata }], default);
        await _database.ExecuteAsync("UPDATE pet_images SET updated_at = '2000-01-01'");

        (await Images.PinAsync(_pet, Given.Id(1), default)).ShouldBe(PinResult.Unpinnable);
        (await Images.UnpinAsync(_pet, Given.Id(1), default)).ShouldBeTrue();

        (await _database.ScalarAsync<string>("SELECT metadata::text FROM pet_images WHERE updated_at = '2000-01-01'")).ShouldBe(metadata);
    }

    [Fact]
    public async Task Pin_of_a_photo_that_is_not_the_pets_finds_nothing()
    {
        await Images.UpsertAsync(_pet, [Given.Image(1)], default);

        (await Images.PinAsync(Guid.NewGuid(), Given.Id(1), default)).ShouldBe(PinResult.NotFound);
        (await Images.PinAsync(_pet, Given.Id(2), default)).ShouldBe(PinResult.NotFound);
        (await Images.UnpinAsync(Guid.NewGuid(), Given.Id(1), default)).ShouldBeFalse();
        (await Images.UnpinAsync(_pet, Given.Id(2), default)).ShouldBeFalse();

        (await LoadAsync()).ShouldHaveSingleItem().Photo.IsPinned.ShouldBeFalse();
    }

    [Fact]
    public async Task Upsert_again_touches_only_what_differs()
    {
        await Images.UpsertAsync(_pet, Given.Images(3), default);
        await _database.ExecuteAsync("UPDATE pet_images SET updated_at = '2000-01-01'");

        var result = await Images.UpsertAsync(_pet, [.. Given.Images(2), Given.Image(3) with { Quality = 0.9 }, Given.Image(4)], default);

        (result.Inserted, result.Updated, result.Unchanged).ShouldBe((1, 1, 2));
        (await _database.ScalarAsync<long>("SELECT count(*) FROM pet_images WHERE updated_at = '2000-01-01'")).ShouldBe(2);
    }

    [Fact]
    public async Task Upsert_of_another_pets_photo_writes_nothing_and_names_it()
    {
        await Images.UpsertAsync(Guid.NewGuid(), [Given.Image(2)], default);

        var result = await Images.UpsertAsync(_pet, Given.Images(3), default);

        result.Accepted.ShouldBeFalse();
        result.ForeignImageIds.ShouldBe([Given.Id(2)]);
        (await LoadAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Upsert_of_one_photo_by_two_pets_at_once_gives_it_to_one()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var image = Given.Image(seed);
            var results = await Task.WhenAll(
                Images.UpsertAsync(Guid.NewGuid(), [image], default),
                Images.UpsertAsync(Guid.NewGuid(), [image], default));

            results.Count(result => result.Accepted).ShouldBe(1);
            results.Single(result => !result.Accepted).ForeignImageIds.ShouldBe([image.ImageId]);
        }
    }

    [Fact]
    public async Task Upsert_with_another_dimension_than_the_stored_photos_writes_nothing_and_names_it()
    {
        await Images.UpsertAsync(_pet, Given.Images(2), default);

        var result = await Images.UpsertAsync(_pet, [Given.Image(3), Given.Image(4, dimensions: 512)], default);

        result.DimensionConflicts.ShouldBe([new DimensionConflict(Given.Id(4), "clip", 512, 384)]);
        (await LoadAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Upsert_with_two_dimensions_in_one_batch_is_refused_but_two_models_may_differ()
    {
        var mixed = await Images.UpsertAsync(_pet, [Given.Image(1), Given.Image(2, dimensions: 512)], default);
        var models = await Images.UpsertAsync(_pet, [Given.Image(1), Given.Image(2, dimensions: 512, model: "dino")], default);

        mixed.Accepted.ShouldBeFalse();
        models.Accepted.ShouldBeTrue();
    }

    [Fact]
    public async Task Upsert_of_two_dimensions_by_two_callers_at_once_lets_one_in()
    {
        for (var round = 0; round < 10; round++)
        {
            var pet = Guid.NewGuid();
            var results = await Task.WhenAll(
                Images.UpsertAsync(pet, [Given.Image(1, id: Guid.NewGuid())], default),
                Images.UpsertAsync(pet, [Given.Image(2, dimensions: 512, id: Guid.NewGuid())], default));

            results.Count(result => result.Accepted).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Upsert_of_overlapping_batches_at_once_neither_deadlocks_nor_loses_photos()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(shift =>
        {
            var batch = Given.Images(40, 1 + (shift * 10));
            return Images.UpsertAsync(_pet, [.. shift % 2 == 0 ? batch : batch.Reverse()], default);
        }));

        (await LoadAsync()).Count.ShouldBe(110);
    }

    [Fact]
    public async Task Delete_removes_only_the_pets_own_photo()
    {
        await Images.UpsertAsync(_pet, Given.Images(2), default);

        (await Images.DeleteAsync(Guid.NewGuid(), Given.Id(1), default)).ShouldBeFalse();
        (await Images.DeleteAsync(_pet, Given.Id(1), default)).ShouldBeTrue();
        (await Images.DeleteAsync(_pet, Given.Id(1), default)).ShouldBeFalse();

        (await LoadAsync()).ShouldHaveSingleItem().Photo.ImageId.ShouldBe(Given.Id(2));
    }

    [Theory]
    [InlineData("a", "a", 0)]
    [InlineData("b,a,b", "b", 1)]
    [InlineData("b,a", "a", 1)]
    [InlineData("a,B", "B", 1)]
    [InlineData("c,b,a,c,b", "b", 3)]
    public async Task Load_takes_the_majority_model_and_on_a_tie_the_first_by_name(string models, string expected, int leftOut)
    {
        var images = models.Split(',').Select((model, index) => Given.Image(index + 1, model: model)).ToArray();
        await Images.UpsertAsync(_pet, images, default);

        var selection = await _database.Clusters.LoadPhotosAsync(_pet, 10);

        selection.Model.ShouldBe(expected);
        selection.LeftOut.ShouldBe(leftOut);
        selection.Count.ShouldBe(selection.Photos.Count);
        selection.Photos.Select(stored => stored.Photo.ImageId)
            .ShouldBe(images.Where(image => image.Model == expected).Select(image => image.ImageId), ignoreOrder: true);
    }

    [Fact]
    public async Task Load_of_more_photos_than_the_limit_counts_them_and_loads_none()
    {
        await Images.UpsertAsync(_pet, Given.Images(4), default);

        var selection = await _database.Clusters.LoadPhotosAsync(_pet, 3);

        selection.Count.ShouldBe(4);
        selection.Photos.ShouldBeEmpty();
        (await _database.Clusters.LoadPhotosAsync(_pet, 4)).Photos.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Load_of_an_unknown_pet_is_empty()
        => (await _database.Clusters.LoadPhotosAsync(_pet, 10)).ShouldBe(new PhotoSelection(null, 0, 0, []));

    private async Task<IReadOnlyList<StoredPhoto>> LoadAsync() => (await _database.Clusters.LoadPhotosAsync(_pet, 1000)).Photos;
}
