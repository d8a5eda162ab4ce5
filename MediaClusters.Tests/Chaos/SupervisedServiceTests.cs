using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using MediaClusters.Chaos.Cluster;

namespace MediaClusters.Tests.Chaos;

public sealed class SupervisedServiceTests : IAsyncLifetime, IDisposable
{
    private const string Sleeper = "trap 'exit 0' TERM; echo ready; while :; do sleep 0.02; done";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly ConcurrentBag<HttpListener> _answering = [];
    private readonly ProcessLog _log = new("test", folder: null, new());
    private readonly ProcessExits _exits = new(new());

    // Processes that sleep; this one answers in their name, from the second one on if it shall.
    private bool _answers = true;

    private SupervisedService Service { get => field ??= Supervised(Sleeper); set; }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Service.DisposeAsync();

    public void Dispose()
    {
        foreach (var listener in _answering)
            ((IDisposable)listener).Dispose();
        _log.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task Process_that_ends_by_itself_is_a_violation_and_is_started_again()
    {
        _answers = false;
        Service = Supervised("exit 3");
        var start = Service.StartAsync(_patience.Token);
        await Eventually.IsAsync(() => Service.Restarts > 0, Patience, "the next process", _patience.Token);
        await _patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(start);

        var exit = _exits.All[0];
        (exit.Process, exit.IsViolation, exit.Code, exit.Expected).ShouldBe(("test", true, 3, (int?)null));
    }

    [Fact]
    public async Task StopAsync_ends_it_in_order_and_for_good()
    {
        await StartAsync();
        var process = Service.Id;
        await Service.StopAsync(_patience.Token);

        var exit = _exits.All.ShouldHaveSingleItem();
        (exit.Id, exit.IsViolation, exit.Code, Service.Restarts).ShouldBe((process, false, 0, 0));
        await Should.ThrowAsync<InvalidOperationException>(() => Service.ReplaceAsync(_patience.Token));
    }

    [Fact]
    public async Task StopAsync_of_one_that_ends_in_disorder_is_a_violation()
    {
        Service = Supervised("trap 'exit 4' TERM; echo ready; while :; do sleep 0.02; done");
        await StartAsync();
        await Service.StopAsync(_patience.Token);

        _exits.All.ShouldHaveSingleItem().IsViolation.ShouldBeTrue();
    }

    [Fact]
    public async Task ReplaceAsync_given_up_leaves_the_old_process_alone()
    {
        await StartAsync();
        var old = Service.Id;
        _answers = false;
        using var given = new CancellationTokenSource();
        var replacing = Service.ReplaceAsync(given.Token);
        await Eventually.IsAsync(() => Children().Count == 2, Patience, "the second process", _patience.Token);
        await given.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(replacing);

        Service.Id.ShouldBe(old);
        Children().ShouldBe([old]);
        _exits.All.ShouldHaveSingleItem().IsViolation.ShouldBeFalse();
    }

    [Fact]
    public async Task ReplaceAsync_old_process_crashes_meanwhile_leaves_the_new_one_alone()
    {
        await StartAsync();
        var old = Service.Id;
        var replacing = Service.ReplaceAsync(_patience.Token);
        await Eventually.IsAsync(() => Service.Id != old, Patience, "the second process", _patience.Token);
        Native.Signal(old, Native.SigKill);
        await replacing;

        Children().ShouldBe([Service.Id]);
        (Service.Id == old, Service.Restarts).ShouldBe((false, 0));
        _exits.All.ShouldHaveSingleItem().IsViolation.ShouldBeTrue();
    }

    [Fact]
    public async Task DisposeAsync_leaves_nobody()
    {
        await StartAsync();
        _answers = false;
        var replacing = Service.ReplaceAsync(_patience.Token);
        await Eventually.IsAsync(() => Children().Count == 2, Patience, "the second process", _patience.Token);
        await Service.DisposeAsync();

        Children().ShouldBeEmpty();
        await Should.ThrowAsync<InvalidOperationException>(replacing);
    }

    [Theory]
    [InlineData("libm.so.6", true)]
    [InlineData("/nowhere/libnothing.so.1", false)]
    public async Task HasPreload_library_that_cannot_be_loaded_is_missed(string library, bool expected)
    {
        var process = await ChildProcess.StartAsync(new("sh", ["-c", Sleeper]) { Preload = library }, _log);
        await Eventually.IsAsync(() => _log.Tail.Contains("ready", StringComparison.Ordinal), Patience, "the process", _patience.Token);
        new ServiceInstance(process, port: 0, library).HasPreload.ShouldBe(expected);
        await process.KillAsync();
    }

    private async Task StartAsync()
    {
        await Service.StartAsync(_patience.Token);

        // Before that it has not heard of signals.
        await Eventually.IsAsync(() => _log.Tail.Contains("ready", StringComparison.Ordinal), Patience, "the process", _patience.Token);
    }

    private SupervisedService Supervised(string script) => new("test", (_, port) =>
    {
        if (_answers)
            Answer(port);
        return new("sh", ["-c", script, Marker]);
    }, postgres: 0, redis: 0, _exits, _log);

    private string Marker { get; } = $"supervised-{Guid.NewGuid()}";

    /// <summary>The processes of this test that run.</summary>
    private List<int> Children() =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(process => CommandOf(process).EndsWith(Marker + '\0', StringComparison.Ordinal)),
    ];

    private static string CommandOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void Answer(int port)
    {
        var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        _answering.Add(listener);
        _ = AnswerAsync(listener);
    }

    private static async Task AnswerAsync(HttpListener listener)
    {
        try
        {
            while (true)
                (await listener.GetContextAsync()).Response.Close();
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
