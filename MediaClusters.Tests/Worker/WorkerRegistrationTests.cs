using MediaClusters.Tests.Worker.Fakes;
using MediaClusters.Worker;
using MediaClusters.Worker.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.Worker;

public sealed class WorkerRegistrationTests
{
    [Fact]
    public async Task AddWorker_always_leaves_time_to_drain_before_the_host_gives_up()
    {
        await using var worker = new WorkerHarness(options => options.DrainTimeout = TimeSpan.FromSeconds(40));

        worker.Service<IOptions<HostOptions>>().Value.ShutdownTimeout.ShouldBeGreaterThan(TimeSpan.FromSeconds(40) + JobDrain.Overhead);
    }

    [Fact]
    public async Task AddWorker_renewal_too_rare_for_the_lease_is_refused()
    {
        await using var worker = new WorkerHarness(options => options.LeaseRenewal = TimeSpan.FromSeconds(16));

        Should.Throw<OptionsValidationException>(() => worker.Service<IOptions<WorkerOptions>>().Value)
            .Message.ShouldContain("Worker:LeaseRenewal");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public async Task AddWorker_concurrency_out_of_range_is_refused(int concurrency)
    {
        await using var worker = new WorkerHarness(options => options.Concurrency = concurrency);

        Should.Throw<OptionsValidationException>(() => worker.Service<IOptions<WorkerOptions>>().Value)
            .Message.ShouldContain(nameof(WorkerOptions.Concurrency));
    }

    [Fact]
    public void Create_identity_is_unique_to_each_incarnation()
    {
        var (first, second) = (WorkerIdentity.Create(), WorkerIdentity.Create());

        first.Id.ShouldStartWith(Environment.MachineName, Case.Sensitive);
        first.ShouldNotBe(second);
    }
}
