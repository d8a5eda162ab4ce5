using MediaClusters.Evaluation.Measures;

namespace MediaClusters.Tests.Evaluation.Measures;

public sealed class PairRecallTests
{
    [Fact]
    public void Of_counts_pairs_that_stay_together()
    {
        PairRecall.Of([0, 0, 0, 1, 1], [7, 7, -1, 3, 3]).ShouldBe(0.5);
        PairRecall.Of([0, 0, 1], [4, 4, 4]).ShouldBe(1);
        PairRecall.Of([0, 0], [-1, -1]).ShouldBe(0);
    }

    [Fact]
    public void Of_no_pairs_is_undefined()
    {
        PairRecall.Of([], []).ShouldBeNull();
        PairRecall.Of([-1, -1, 0], [0, 0, 0]).ShouldBeNull();
    }
}
