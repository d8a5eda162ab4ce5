using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.History;

namespace MediaClusters.Tests.Chaos.Checks;

public sealed class AftermathChecksTests
{
    private const string Pet = "mc:{00000000-0000-4000-8000-000000000001}";

    public static TheoryData<string> Leaks => [.. Leaking.Keys];

    private static Dictionary<string, Remains> Leaking => new(StringComparer.Ordinal)
    {
        ["queued job"] = new() { Queued = 1 },
        ["processing job"] = new() { Processing = 1 },
        ["owed update"] = new() { OwedCacheUpdates = 1 },
        ["held task"] = new() { HeldTasks = 1 },
        ["advisory lock"] = new() { AdvisoryLocks = 1 },
        ["sessions"] = new() { Sessions = [new("api-1", 21, 0)] },
        ["open transaction"] = new() { Sessions = [new("api-1", 2, 1)] },
        ["pending mark"] = new() { Keys = [new($"{Pet}:pending", TimeSpan.FromSeconds(3))] },
        ["key that lives for ever"] = new() { Keys = [new($"{Pet}:latest", Left: null)] },
        ["key that lives too long"] = new() { Keys = [new($"{Pet}:fill", TimeSpan.FromSeconds(3))] },
        ["unknown key"] = new() { Keys = [new("mc:other", TimeSpan.FromSeconds(3))] },
    };

    [Fact]
    public void What_a_service_at_rest_has_is_no_leak() => new NothingLeaked().Judge(new()
    {
        Remains = new() { Sessions = [new("api-1", 20, 0)], Keys = [new($"{Pet}:latest", TimeSpan.FromMinutes(59)), new($"{Pet}:fill", TimeSpan.FromSeconds(1))] },
    }).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Leaks))]
    public void Leak_is_found(string leak) => new NothingLeaked().Judge(new() { Remains = Leaking[leak] }).ShouldHaveSingleItem();

    [Fact]
    public void Run_at_whose_remains_nobody_looked_is_found() => new NothingLeaked().Judge(new()).ShouldHaveSingleItem();

    [Fact]
    public void Throughput_of_less_than_nine_tenths_is_found()
    {
        new ThroughputReturns().Judge(new() { Throughput = new([100, 40, 110], [89, 20, 300], []) }).ShouldHaveSingleItem();
        new ThroughputReturns().Judge(new() { Throughput = new([100, 40, 110], [91, 20, 300], []) }).ShouldBeEmpty();
        new ThroughputReturns().Judge(new() { Throughput = new([100, 40, 110], [89, 20, 300], [91, 92, 10]) }).ShouldBeEmpty();
        new ThroughputReturns().Judge(new() { Throughput = new([100, 40, 110], [89, 20, 300], [89, 95, 10]) }).ShouldHaveSingleItem();
        new ThroughputReturns().Judge(new()).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(true, false, false, false)]
    [InlineData(false, true, true, true)]
    [InlineData(true, false, true, false)]
    [InlineData(false, true, false, true)]
    public void Photo_that_is_lost_comes_back_or_is_not_in_the_newest_version_is_found(bool kept, bool deleted, bool stored, bool placed) =>
        new PhotosAreKept().Judge(new() { Photos = [new(Past.Pet, Past.Job, kept, deleted, stored, placed)] }).ShouldNotBeEmpty();

    [Fact]
    public void Photos_that_are_where_their_callers_left_them_are_in_order() => new PhotosAreKept().Judge(new()
    {
        Photos = [new(Past.Pet, Past.Job, Kept: true, Deleted: false, Stored: true, Placed: true), new(Past.Pet, Past.Job, Kept: false, Deleted: true, Stored: false, Placed: false)],
    }).ShouldBeEmpty();

    [Theory]
    [InlineData(1, 1.8, 200, true)]
    [InlineData(1, 2.1, 200, false)]
    [InlineData(1, 1.8, 503, false)]
    [InlineData(2.5, 2.8, 200, false)]
    public void Newest_version_without_what_was_uploaded_before_its_job_began_is_found_before_all_are_clustered_once_more(double began, double ended, int status, bool found)
    {
        var history = Past.OneJob with
        {
            Calls = [Past.Accepted(), Past.Call(Route.PutImages, status, began, ended)],
            PhotosBefore = [new(Past.Pet, Past.Job, Kept: true, Deleted: false, Stored: true, Placed: false)],
        };
        new PhotosAreKept().Judge(history).Count().ShouldBe(found ? 1 : 0);
        new PhotosAreKept().Judge(history with { AskedOnceMore = Past.At(2) }).ShouldBeEmpty();
        new PhotosAreKept().Judge(history with { PhotosBefore = [history.PhotosBefore[0] with { Placed = true }] }).ShouldBeEmpty();
    }
}
