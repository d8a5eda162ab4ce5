using MediaClusters.ServiceDefaults.Authentication;
using MediaClusters.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.Tests.ServiceDefaults.Authentication;

/// <summary>Limits of callers whose tokens are in a file that changes.</summary>
public sealed class InternalCallerTests : IAsyncLifetime
{
    private const string Token = "f3b1c0d9e8a7456291be04d7c2a8f016";
    private const string Other = "0c5d2b91aa7e4f0c8dd1e6b73f92a458";

    // So slow that none is given back while a test runs.
    private const string Slow = "\"RequestsPerSecond\": 0.01";

    private readonly string _path = Path.GetTempFileName();
    private readonly ManualTimeProvider _time = new();
    private WebApplication _host = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_path, Tokens($"{Slow}, \"Burst\": 3"));
        var builder = DefaultsHost.CreateBuilder(Environments.Production, ("Authentication:TokensFile", _path));
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.AddInternalTokens();
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        File.Delete(_path);
    }

    [Fact]
    public void Caller_may_ask_as_often_as_its_burst_says()
    {
        Asked(10).ShouldBe(3);

        Caller().TryAsk(out var wait).ShouldBeFalse();
        wait.ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Change_of_another_token_leaves_what_a_caller_has_left()
    {
        Asked(2).ShouldBe(2);

        await ChangeAsync(Tokens($"{Slow}, \"Burst\": 3", $$""", {"Name": "b", "Value": "{{Other}}"}"""));

        Caller(Other).TryAsk(out _).ShouldBeTrue();
        Asked(10).ShouldBe(1);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(1, 1)]
    public async Task Changed_limit_holds_what_was_left_as_far_as_it_can(int burst, int left)
    {
        Asked(2).ShouldBe(2);

        await ChangeAsync(Tokens($"{Slow}, \"Burst\": {burst}"));

        Asked(10).ShouldBe(left);
    }

    [Fact]
    public async Task Caller_with_a_new_value_of_its_token_keeps_its_bucket()
    {
        Asked(3).ShouldBe(3);

        await ChangeAsync(Tokens($"{Slow}, \"Burst\": 3").Replace(Token, Other, StringComparison.Ordinal));

        Caller(Other).TryAsk(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Limit_that_was_taken_away_limits_no_more()
    {
        Asked(10).ShouldBe(3);

        await ChangeAsync(Tokens("\"MaxBodyBytes\": 1000"));

        Asked(1_000).ShouldBe(1_000);
        Caller().MaxBodyBytes.ShouldBe(1_000);
    }

    [Fact]
    public async Task Limit_that_is_none_is_refused_and_the_one_in_force_stays()
    {
        await ChangeAsync(Tokens("\"RequestsPerSecond\": -1"));

        Asked(10).ShouldBe(3);
    }

    [Fact]
    public async Task Caller_without_a_limit_costs_no_memory()
    {
        await ChangeAsync(Tokens("\"ReadOnly\": true"));
        var tokens = _host.Services.GetRequiredService<IInternalTokens>();
        var context = new DefaultHttpContext();
        context.Request.Headers[InternalTokenDefaults.HeaderName] = Token;
        Asks(tokens, context.Request, 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Asks(tokens, context.Request, 1_000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Theory]
    [InlineData(-1, 0, null, "has a RequestsPerSecond outside 0.01 to 100000")]
    [InlineData(0.001, 0, null, "has a RequestsPerSecond outside")]
    [InlineData(double.NaN, 0, null, "has a RequestsPerSecond outside")]
    [InlineData(double.PositiveInfinity, 0, null, "has a RequestsPerSecond outside")]
    [InlineData(100_001, 0, null, "has a RequestsPerSecond outside")]
    [InlineData(1, -1, null, "has a Burst outside")]
    [InlineData(1, 100_001, null, "has a Burst outside")]
    [InlineData(0, 5, null, "has a Burst and no RequestsPerSecond")]
    [InlineData(0, 0, 0L, "has a MaxBodyBytes below 1")]
    [InlineData(0, 0, long.MinValue, "has a MaxBodyBytes below 1")]
    public void Limit_that_is_none_is_named_with_its_caller(double perSecond, int burst, long? bytes, string fault)
    {
        var options = new InternalTokenOptions
        {
            Tokens = { new InternalToken { Name = "reports", Value = Token, RequestsPerSecond = perSecond, Burst = burst, MaxBodyBytes = bytes } },
        };

        var failure = InternalTokenValidator.Validate(options, _host.Environment).ShouldHaveSingleItem();

        failure.ShouldContain(fault);
        failure.ShouldStartWith("Authentication:Tokens:0 ('reports')");
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(0.01, 0, 1L)]
    [InlineData(100_000, 100_000, long.MaxValue)]
    public void Limit_that_is_one_is_accepted(double perSecond, int burst, long? bytes) => InternalTokenValidator.Validate(
        new InternalTokenOptions { Tokens = { new InternalToken { Name = "a", Value = Token, RequestsPerSecond = perSecond, Burst = burst, MaxBodyBytes = bytes } } },
        _host.Environment).ShouldBeEmpty();

    private static string Tokens(string limits, string more = "") =>
        $$$"""{"Authentication": {"Tokens": [{"Name": "a", "Value": "{{{Token}}}", {{{limits}}}}{{{more}}}]}}""";

    private static void Asks(IInternalTokens tokens, HttpRequest request, int times)
    {
        for (var i = 0; i < times; i++)
        {
            if (tokens.Find(request)?.TryAsk(out _) is not true)
                throw new InvalidOperationException("A caller without a limit was refused.");
        }
    }

    private int Asked(int times) => Enumerable.Range(0, times).Count(_ => Caller().TryAsk(out var _));

    private InternalCaller Caller(string token = Token) => _host.Services.GetRequiredService<InternalTokenTable>().Find(token)!;

    private async Task ChangeAsync(string content)
    {
        await File.WriteAllTextAsync(_path, content);
        _time.Advance(TimeSpan.FromSeconds(2));
    }
}
