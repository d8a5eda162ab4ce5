using MediaClusters.Tests.Worker.Fakes;
using MediaClusters.Worker.Jobs;

namespace MediaClusters.Tests.Worker.Jobs;

public sealed class PhotoSelectionTests
{
    [Theory]
    [InlineData("a", "a", 0)]
    [InlineData("b,a,b", "b", 1)]
    [InlineData("b,a", "a", 1)]
    [InlineData("a,B", "B", 1)]
    [InlineData("c,b,a,c,b", "b", 3)]
    public void From_several_models_takes_the_majority_and_on_a_tie_the_first_by_name(string models, string expected, int leftOut)
    {
        var photos = models.Split(',').Select(FakeStores.Photo).ToArray();

        var selection = PhotoSelection.From(photos);

        selection.Model.ShouldBe(expected);
        selection.LeftOut.ShouldBe(leftOut);
        selection.Photos.ShouldBe(photos.Where(photo => photo.Model == expected));
    }

    [Fact]
    public void From_no_photos_selects_none()
    {
        var selection = PhotoSelection.From([]);

        selection.Model.ShouldBeNull();
        selection.Photos.ShouldBeEmpty();
        selection.LeftOut.ShouldBe(0);
    }
}
