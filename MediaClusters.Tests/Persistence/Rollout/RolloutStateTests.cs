using System.Diagnostics;
using MediaClusters.Persistence.Rollout;
using MediaClusters.Tests.Infrastructure;
using MediaClusters.Tests.ServiceDefaults;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.Persistence.Rollout;

public sealed class RolloutStateTests : IDisposable
{
    private readonly RolloutFile _file = new(10, 5, keep: true);
    private readonly RecordingLoggerProvider _log = new();
    private readonly LoggerFactory _loggers;
    private readonly RolloutState _state;

    public RolloutStateTests()
    {
        _loggers = new([_log]);
        _state = new(_file.Source, _loggers.CreateLogger<RolloutState>());
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _log.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void New_state_without_valid_settings_is_refused()
    {
        _file.Write("{}");

        Should.Throw<OptionsValidationException>(() => new RolloutState(_file.Source, NullLogger<RolloutState>.Instance));
    }

    [Fact]
    public void Refresh_takes_what_changed_and_logs_it_once()
    {
        _file.Replace(50, 5, keep: false);

        _state.Refresh();
        _state.Refresh();

        _state.Current.ShouldBe(new RolloutSettings(50, 5, KeepLegacyState: false));
        _log.Messages.ShouldBe(["Rollout: PostgresPersistence changed from 10 to 50", "Rollout: KeepLegacyState changed from True to False"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"PostgresPersistence": 5""")]
    [InlineData("""{"PostgresPersistence": 500, "PostgresReads": 10, "KeepLegacyState": true}""")]
    [InlineData(null)]
    public void Refresh_keeps_what_is_in_force_when_the_file_is_no_good_and_says_so_once(string? text)
    {
        if (text is null)
            File.Delete(_file.Path);
        else
            _file.Write(text);

        _state.Refresh();
        _state.Refresh();

        _state.Current.ShouldBe(new RolloutSettings(10, 5, KeepLegacyState: true));
        _log.Messages.ShouldHaveSingleItem().ShouldContain("refused");

        _file.Replace(10, 6, keep: true);
        _state.Refresh();

        _state.Current.PostgresReads.ShouldBe(6);
        _log.Messages.Count.ShouldBe(3);
    }

    [Fact]
    public void Refresh_sees_the_link_that_Kubernetes_turns()
    {
        // A mounted config map: rollout.json is a link into ..data, which is a link to a folder with a time in its name.
        File.Delete(_file.Path);
        Mount("first", RolloutFile.Json(20, 0, keep: true));
        File.CreateSymbolicLink(_file.Path, Path.Combine("..data", "rollout.json"));
        _state.Refresh();
        _state.Current.PostgresPersistence.ShouldBe(20);

        Mount("second", RolloutFile.Json(30, 0, keep: true));
        _state.Refresh();

        _state.Current.PostgresPersistence.ShouldBe(30);
    }

    [Fact]
    public async Task Watch_looks_every_second()
    {
        var time = new ManualTimeProvider();
        using var watch = new RolloutWatch(_state, time, NullLogger<RolloutWatch>.Instance);
        await watch.StartAsync(CancellationToken.None);
        _file.Replace(70, 5, keep: true);

        // The timer is made on another thread: the clock may have to move more than once.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (_state.Current.PostgresPersistence != 70)
        {
            patience.Token.ThrowIfCancellationRequested();
            time.Advance(RolloutWatch.Interval);
            await Task.Yield();
        }

        await watch.StopAsync(CancellationToken.None);
    }

    private void Mount(string name, string json)
    {
        Directory.CreateDirectory(Path.Combine(_file.Folder, name));
        File.WriteAllText(Path.Combine(_file.Folder, name, "rollout.json"), json);
        File.CreateSymbolicLink(Path.Combine(_file.Folder, "..next"), name);

        // The framework moves no link to a folder over another.
        using var move = Process.Start("mv", ["-T", Path.Combine(_file.Folder, "..next"), Path.Combine(_file.Folder, "..data")]);
        move.WaitForExit();
        move.ExitCode.ShouldBe(0);
    }
}
