using System.Xml.Linq;
using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Pets;
using MediaClusters.Evaluation.Pictures;

namespace MediaClusters.Tests.Evaluation.Pictures;

public sealed class PictureTests
{
    [Fact]
    public void Of_the_same_pets_is_the_same_picture() =>
        Of("mixed", 1).ToString().ShouldBe(Of("mixed", 1).ToString());

    [Theory]
    [InlineData("tiny")]
    [InlineData("single")]
    [InlineData("many-small")]
    public void Of_any_number_of_photos_has_a_mark_for_each(string family)
    {
        foreach (var seed in PetSeeds.Tuning(4))
        {
            var text = Of(family, seed).ToString();
            var pet = PetFamilies.Named(family).Make(seed, 384);

            text.ShouldNotContain("NaN");
            text.ShouldNotContain("Infinity");
            const int InTheKey = 4;
            XDocument.Parse(text).Descendants().Count(element => element.Name.LocalName == "path").ShouldBe(pet.Photos.Count + InTheKey);
        }
    }

    [Fact]
    public void Project_puts_photos_of_a_group_nearer_to_each_other_than_to_others()
    {
        var pet = PetFamilies.Named("equal").Make(1, 384);

        var places = Projection.Of(pet.Photos, CancellationToken.None);

        var (within, between) = (new List<double>(), new List<double>());
        for (var i = 0; i < places.Length; i++)
        {
            for (var j = 0; j < i; j++)
                (pet.Groups[i] == pet.Groups[j] ? within : between).Add(Math.Sqrt(Math.Pow(places[i].X - places[j].X, 2) + Math.Pow(places[i].Y - places[j].Y, 2)));
        }

        within.Average().ShouldBeLessThan(between.Average() / 2);
    }

    [Fact]
    public void Project_of_copies_puts_them_on_one_place()
    {
        var photo = PetFamilies.Named("equal").Make(1, 384).Photos[0];

        Projection.Of([photo, photo, photo], CancellationToken.None).ShouldAllBe(place => Math.Abs(place.X) < 1e-3 && Math.Abs(place.Y) < 1e-3);
        Projection.Of([], CancellationToken.None).ShouldBeEmpty();
    }

    [Fact]
    public void Marks_of_neighbouring_groups_differ_in_shape_and_colour()
    {
        Enumerable.Range(-1, 11).Select(group => Marks.Shape(group, 0, 0, 5)).ShouldBeUnique();
        Enumerable.Range(-1, 13).Select(Marks.Colour).ShouldBeUnique();
    }

    private static XDocument Of(string family, int seed) =>
        Picture.Of(AllContenders.Create("stub"), [PetFamilies.Named(family).Make(seed, 384)], CancellationToken.None);
}
