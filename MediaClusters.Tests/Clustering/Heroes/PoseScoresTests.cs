using MediaClusters.Clustering.Heroes;

namespace MediaClusters.Tests.Clustering.Heroes;

public sealed class PoseScoresTests
{
    [Theory]
    [InlineData("front", 1.0)]
    [InlineData("FRONT ", 1.0)]
    [InlineData("Three-Quarter", 0.85)]
    [InlineData("three quarter", 0.85)]
    [InlineData("profile", 0.6)]
    [InlineData("upside down", 0.5)]
    [InlineData("above", 0.3)]
    [InlineData("back", 0.1)]
    public void For_a_pose_has_its_score(string pose, double score) => PoseScores.For(pose).ShouldBe(score);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void For_no_pose_is_a_missing_signal(string? pose) => PoseScores.For(pose).ShouldBeNull();
}
