using MediaClusters.Clustering;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Tests.Clustering.Distances;

public sealed class UnitVectorsTests
{
    [Theory]
    [InlineData(1e-44f)]
    [InlineData(1e-30f)]
    [InlineData(1f)]
    [InlineData(1e30f)]
    [InlineData(5e37f)]
    public void From_any_magnitude_has_unit_length(float magnitude)
    {
        using var vectors = UnitVectors.From(Pets.Photos([3 * magnitude, 0, -4 * magnitude]));

        var length = Math.Sqrt(vectors[0].ToArray().Sum(value => (double)value * value));
        length.ShouldBe(1, 1e-7);
        vectors[0][0].ShouldBeGreaterThan(0.5f);
        vectors[0][2].ShouldBeLessThan(-0.5f);
    }

    [Fact]
    public void From_the_largest_floats_does_not_overflow()
    {
        var largest = Enumerable.Repeat(float.MaxValue, 1024).ToArray();
        using var vectors = UnitVectors.From(Pets.Photos(largest));

        vectors[0].ToArray().ShouldAllBe(value => Math.Abs(value - 0.03125f) < 1e-8f);
    }

    [Fact]
    public void From_an_embedding_is_left_as_it_was()
    {
        float[] embedding = [3, 4];
        using var vectors = UnitVectors.From(Pets.Photos(embedding));

        embedding.ShouldBe([3, 4]);
        vectors[0].ToArray().ShouldBe([0.6f, 0.8f]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(383)]
    [InlineData(1024)]
    public void From_every_component_is_the_nearest_float(int dimensions)
    {
        var embedding = Pets.Vector(new Random(dimensions), dimensions);
        using var vectors = UnitVectors.From(Pets.Photos(embedding));

        var length = Math.Sqrt(embedding.Sum(value => (double)value * value));
        for (var k = 0; k < dimensions; k++)
            ((double)vectors[0][k]).ShouldBe(embedding[k] / length, 6.1e-8 * Math.Abs(embedding[k] / length));
    }

    [Fact]
    public void From_as_many_floats_as_no_array_holds_overflows()
    {
        var photos = Enumerable.Repeat(new Photo(Pets.Id(0), new float[1024]), 1 << 21).ToArray();

        Should.Throw<OverflowException>(() => UnitVectors.From(photos));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(100)]
    [InlineData(383)]
    public void From_a_component_that_is_not_finite_is_named_wherever_it_is(int index)
    {
        var embedding = Pets.Vector(new Random(index), 384);
        embedding[index] = float.NegativeInfinity;

        Should.Throw<InvalidEmbeddingException>(() => UnitVectors.From(Pets.Photos(embedding))).Reason
            .ShouldBe($"the embedding is infinite at index {index}");
    }

    public static TheoryData<float[], string> Unfit => new()
    {
        { [], "the embedding has 0 dimensions" },
        { [0, 0], "the embedding is the zero vector" },
        { [-0f, 0], "the embedding is the zero vector" },
        { [1, float.NaN], "the embedding is NaN at index 1" },
        { [float.PositiveInfinity, 1], "the embedding is infinite at index 0" },
        { [1, float.NegativeInfinity], "the embedding is infinite at index 1" },
        { [1, 0, 0], "the embedding has 3 dimensions" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void From_an_unfit_embedding_names_the_image(float[] embedding, string reason)
    {
        var thrown = Should.Throw<InvalidEmbeddingException>(() => UnitVectors.From(Pets.Photos([1, 0], embedding)));

        thrown.ImageId.ShouldBe(Pets.Id(1));
        thrown.Reason.ShouldStartWith(reason);
        thrown.Message.ShouldContain(Pets.Id(1).ToString());
    }

    [Fact]
    public void From_empty_embeddings_are_refused()
    {
        Should.Throw<InvalidEmbeddingException>(() => UnitVectors.From(Pets.Photos([], []))).Reason.ShouldBe("the embedding is empty");
    }
}
