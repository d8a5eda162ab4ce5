using MediaClusters.Clustering.Distances;

namespace MediaClusters.Tests.Clustering.Distances;

public sealed class NearTests
{
    [Fact]
    public void Find_gives_the_positions_a_loop_gives()
    {
        for (var length = 0; length < 70; length++)
        {
            var random = new Random(length);
            float[] row = [.. Enumerable.Range(0, length).Select(_ => random.Next(4) / 4f)];
            foreach (var threshold in (float[])[0, 0.25f, 0.3f, 2])
            {
                var expected = row.Index().Where(distance => distance.Item <= threshold).Select(distance => distance.Index);

                Near.Find(row, threshold, new int[length]).ToArray().ShouldBe(expected, $"{length}, {threshold}");
            }
        }
    }
}
