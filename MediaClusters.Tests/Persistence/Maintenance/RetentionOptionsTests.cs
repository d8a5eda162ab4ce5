using MediaClusters.Persistence.Maintenance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.Persistence.Maintenance;

public sealed class RetentionOptionsTests
{
    [Fact]
    public void Without_settings_versions_are_kept_for_90_days_and_jobs_for_30()
    {
        var options = Read([]);

        options.ShouldSatisfyAllConditions(
            () => options.Enabled.ShouldBeTrue(),
            () => options.VersionAge.ShouldBe(TimeSpan.FromDays(90)),
            () => options.JobAge.ShouldBe(TimeSpan.FromDays(30)),
            () => options.Interval.ShouldBe(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Settings_are_read()
        => Read([("Retention:VersionAge", "180.00:00:00"), ("Retention:DutyCycle", "0.5")]).ShouldSatisfyAllConditions(
            options => options.VersionAge.ShouldBe(TimeSpan.FromDays(180)), options => options.DutyCycle.ShouldBe(0.5));

    [Theory]
    [InlineData("VersionAge", "23:59:59")]
    [InlineData("VersionAge", "-90.00:00:00")]
    [InlineData("JobAge", "00:00:00")]
    [InlineData("Interval", "00:00:59")]
    [InlineData("BatchSize", "0")]
    [InlineData("BatchTime", "00:00:06")]
    [InlineData("DutyCycle", "0")]
    [InlineData("DutyCycle", "1.1")]
    [InlineData("DutyCycle", "NaN")]
    public void A_setting_out_of_range_is_refused_by_name(string setting, string value)
        => Should.Throw<OptionsValidationException>(() => Read([($"Retention:{setting}", value)])).Message.ShouldContain(setting);

    [Fact]
    public void Jobs_that_go_before_their_keys_are_refused()
        => Should.Throw<OptionsValidationException>(() => Read([("Retention:JobAge", "2.00:00:00"), ("JobQueue:IdempotencyWindow", "3.00:00:00")]))
            .Message.ShouldContain("Retention:JobAge");

    private static RetentionOptions Read((string Key, string Value)[] settings)
    {
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, string? (s) => s.Value, StringComparer.Ordinal)).Build())
            .AddMediaClustersPersistence()
            .BuildServiceProvider();
        return services.GetRequiredService<IOptions<RetentionOptions>>().Value;
    }
}
