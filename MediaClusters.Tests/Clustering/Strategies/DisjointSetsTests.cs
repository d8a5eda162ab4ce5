using MediaClusters.Clustering.Strategies;

namespace MediaClusters.Tests.Clustering.Strategies;

public sealed class DisjointSetsTests
{
    [Fact]
    public void Find_gives_the_smallest_of_the_set()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var sets = new DisjointSets(40);
            var plain = Enumerable.Range(0, 40).ToArray();
            for (var join = 0; join < 30; join++)
            {
                var (left, right) = (random.Next(40), random.Next(40));
                sets.Join(left, right);
                var (keep, drop) = (Math.Min(plain[left], plain[right]), Math.Max(plain[left], plain[right]));
                plain = Array.ConvertAll(plain, item => item == drop ? keep : item);
            }

            Enumerable.Range(0, 40).Select(sets.Find).ShouldBe(plain, $"seed {seed}");
        }
    }
}
