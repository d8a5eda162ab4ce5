using System.Diagnostics.Metrics;
using MediaClusters.Persistence;
using MediaClusters.Persistence.Rollout;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.Persistence.Rollout;

public sealed class RolloutFlagsTests
{
    [Theory]
    [InlineData("25.5", "10")]
    [InlineData("0.01", "99.99")]
    public async Task IsEnabled_asks_the_filter_for_each_pet(string persistence, string reads)
    {
        await using var services = Build(persistence, reads);
        var flags = services.GetRequiredService<IRolloutFlags>();

        foreach (var pet in Enumerable.Range(0, 500).Select(_ => Guid.NewGuid()))
        {
            (await flags.IsEnabledAsync(RolloutFeatures.PostgresPersistence, pet, default)).ShouldBe(PetBucket.IsWithin(pet, flags.Settings.PostgresPersistence));
            (await flags.IsEnabledAsync(RolloutFeatures.PostgresReads, pet, default)).ShouldBe(PetBucket.IsWithin(pet, flags.Settings.PostgresReads));
        }
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("0.0", false)]
    [InlineData("100", true)]
    [InlineData("100.00", true)]
    public async Task IsEnabled_for_all_or_none_allocates_nothing(string percentage, bool enabled)
    {
        await using var services = Build(percentage, percentage);
        var flags = services.GetRequiredService<IRolloutFlags>();
        var pet = Guid.NewGuid();
        Ask(10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var answers = Ask(1_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        answers.ShouldBe(enabled ? 1_000 : 0);
        allocated.ShouldBeLessThan(1_000);

        int Ask(int times)
        {
            var yes = 0;
            for (var n = 0; n < times; n++)
            {
                var answer = flags.IsEnabledAsync(RolloutFeatures.PostgresReads, pet, default);
                if (answer.IsCompletedSuccessfully && answer.Result)
                    yes++;
            }

            return yes;
        }
    }

    [Fact]
    public async Task IsEnabled_counts_by_feature_and_outcome_and_by_nothing_else()
    {
        var seen = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == PersistenceTelemetry.Name && instrument.Name == "mediaclusters.feature.decisions")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        var thread = Environment.CurrentManagedThreadId;
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            // Other tests count too.
            if (Environment.CurrentManagedThreadId == thread)
                seen.Add($"{value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
        });
        listener.Start();
        using var services = Build("100", "0");
        var flags = services.GetRequiredService<IRolloutFlags>();

        await flags.IsEnabledAsync(RolloutFeatures.PostgresPersistence, Guid.NewGuid(), default);
        await flags.IsEnabledAsync(RolloutFeatures.PostgresReads, Guid.NewGuid(), default);

        seen.ShouldBe(["1 feature=PostgresPersistence enabled=true", "1 feature=PostgresReads enabled=false"]);
    }

    [Fact]
    public async Task A_host_with_settings_that_make_no_sense_does_not_start()
    {
        using var host = new HostBuilder()
            .ConfigureAppConfiguration(configuration => configuration.AddInMemoryCollection([new("Rollout:PostgresReads", "-0.1")]))
            .ConfigureServices(services => services.AddSingleton(TimeProvider.System).AddRollout().AddRolloutWatch())
            .Build();

        var refusal = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync());

        refusal.Message.ShouldBe("Rollout:PostgresReads is '-0.1', which is no percentage from 0 to 100.");
    }

    private static ServiceProvider Build(string persistence, string reads) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Rollout:PostgresPersistence", persistence), new("Rollout:PostgresReads", reads)])
            .Build())
        .AddSingleton(TimeProvider.System)
        .AddRollout()
        .BuildServiceProvider();
}
