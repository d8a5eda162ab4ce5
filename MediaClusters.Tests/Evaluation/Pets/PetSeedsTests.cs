using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Tests.Evaluation.Pets;

public sealed class PetSeedsTests
{
    [Fact]
    public void Ranges_share_no_seed() =>
        PetSeeds.Tuning(PetSeeds.Most).Intersect(PetSeeds.HeldOut(PetSeeds.Most)).ShouldBeEmpty();

    [Fact]
    public void Ranges_end_where_they_say()
    {
        PetSeeds.Tuning(PetSeeds.Most).Max().ShouldBe(PetSeeds.LastTuning);
        PetSeeds.HeldOut(PetSeeds.Most).ShouldAllBe(seed => seed >= PetSeeds.FirstHeldOut && seed <= PetSeeds.LastHeldOut);
        Should.Throw<ArgumentOutOfRangeException>(() => PetSeeds.Tuning(PetSeeds.Most + 1));
        Should.Throw<ArgumentOutOfRangeException>(() => PetSeeds.HeldOut(-1));
    }
}
