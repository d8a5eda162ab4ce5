using MediaClusters.Persistence.Rollout;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.Persistence.Rollout;

public sealed class RolloutSourceTests : IDisposable
{
    private readonly RolloutFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void Read_nothing_is_everything_on_Postgres()
    {
        var settings = Configured();

        settings.ShouldBe(new RolloutSettings(100, 100, KeepLegacyState: false));
        settings.IsOver.ShouldBeTrue();
    }

    [Fact]
    public void Read_takes_the_configuration()
        => Configured(("PostgresPersistence", "12.34"), ("postgresreads", "0"), ("KeepLegacyState", "True"), ("File", ""))
            .ShouldBe(new RolloutSettings(12.34m, 0, KeepLegacyState: true));

    [Fact]
    public void Read_takes_the_file_before_the_configuration()
    {
        _file.Write("""
            {
              // the first step
              "PostgresPersistence": 0.01, "PostgresReads": 0, "KeepLegacyState": true,
            }
            """);

        Configured(("File", _file.Path), ("PostgresReads", "50")).ShouldBe(new RolloutSettings(0.01m, 0, KeepLegacyState: true));
    }

    [Theory]
    [InlineData("PostgresReads", "-1")]
    [InlineData("PostgresReads", "100.01")]
    [InlineData("PostgresReads", "NaN")]
    [InlineData("PostgresReads", "Infinity")]
    [InlineData("PostgresReads", "10,5")]
    [InlineData("PostgresReads", "10 %")]
    [InlineData("PostgresReads", "ten")]
    [InlineData("PostgresReads", "")]
    [InlineData("PostgresPersistence", "99999999999999999999999999999999")]
    [InlineData("KeepLegacyState", "1")]
    [InlineData("PostgresRead", "10")]
    public void Read_refuses_a_setting_that_makes_no_sense_and_names_it(string name, string value)
        => Should.Throw<OptionsValidationException>(() => Configured((name, value))).Message.ShouldStartWith($"Rollout:{name} is ");

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("{", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    [InlineData("null", "cannot be read")]
    [InlineData("""{"PostgresPersistence": 10, "PostgresRea""", "cannot be read")]
    [InlineData("{}", "PostgresPersistence is missing")]
    [InlineData("""{"PostgresPersistence": 10, "PostgresReads": 10}""", "KeepLegacyState is missing")]
    [InlineData("""{"PostgresPersistence": 10, "PostgresPersistence": 0, "PostgresReads": 10, "KeepLegacyState": true}""", "cannot be read")]
    [InlineData("""{"PostgresPersistence": "10", "PostgresReads": 10, "KeepLegacyState": true}""", "PostgresPersistence is '\"10\"'")]
    [InlineData("""{"PostgresPersistence": null, "PostgresReads": 10, "KeepLegacyState": true}""", "PostgresPersistence is 'null'")]
    [InlineData("""{"PostgresPersistence": 101, "PostgresReads": 10, "KeepLegacyState": true}""", "PostgresPersistence is '101'")]
    [InlineData("""{"PostgresPersistence": NaN, "PostgresReads": 10, "KeepLegacyState": true}""", "cannot be read")]
    [InlineData("""{"PostgresPersistence": 10, "PostgresReads": 10, "KeepLegacyState": "yes"}""", "KeepLegacyState is '\"yes\"'")]
    [InlineData("""{"PostgresPersistence": 10, "PostgresReads": 10, "KeepLegacyState": true, "Postgres\nWrites": 1}""", "no setting of the rollout")]
    public void Read_refuses_a_file_that_is_not_whole_and_right(string text, string problem)
    {
        _file.Write(text);

        var message = Should.Throw<OptionsValidationException>(_file.Source.Read).Message;

        message.ShouldContain(_file.Path);
        message.ShouldContain(problem);
        message.ShouldNotContain('\n');
    }

    [Fact]
    public void Read_refuses_a_file_that_is_missing_a_folder_or_too_long()
    {
        _file.Write(RolloutFile.Json(10, 10, keep: true) + new string(' ', 64 * 1024));
        Should.Throw<OptionsValidationException>(_file.Source.Read).Message.ShouldContain("longer than");
        File.Delete(_file.Path);
        Should.Throw<OptionsValidationException>(_file.Source.Read).Message.ShouldContain("cannot be read");
        Directory.CreateDirectory(_file.Path);
        Should.Throw<OptionsValidationException>(_file.Source.Read).Message.ShouldContain("cannot be read");
    }

    private static RolloutSettings Configured(params (string Name, string Value)[] settings) => new RolloutSource(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>($"Rollout:{s.Name}", s.Value))).Build()).Read();
}
