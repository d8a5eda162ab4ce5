using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Tests.Persistence.Jobs;

public sealed class AgingTurnsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(64)]
    public void Among_claims_of_any_size_one_in_eight_is_such_a_turn(int size)
    {
        var turns = new AgingTurns(8);
        var aged = 0;
        for (var claim = 0; claim < 80; claim++)
        {
            aged += turns.Among(size);
            turns.Took(size);
        }

        aged.ShouldBe(80 * size / 8);
    }

    [Fact]
    public void Among_a_claim_that_takes_less_than_it_may_keeps_its_turn()
    {
        var turns = new AgingTurns(8);
        turns.Took(7);
        turns.Took(0);

        turns.Among(1).ShouldBe(1);
        turns.Took(1);
        turns.Among(7).ShouldBe(0);
        turns.Among(8).ShouldBe(1);
    }

    [Fact]
    public void Among_none_when_it_is_off() => new AgingTurns(0).Among(1_000).ShouldBe(0);
}
