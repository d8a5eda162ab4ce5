using MediaClusters.ServiceDefaults.Authentication;
using MediaClusters.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MediaClusters.Tests.ServiceDefaults.Authentication;

/// <summary>A file of tokens that somebody mistyped: a caller must not vanish because of it, nor the process.</summary>
public sealed class TokensFileTests : IDisposable
{
    private const string First = "f3b1c0d9e8a7456291be04d7c2a8f016";
    private const string Second = "0c5d2b91aa7e4f0c8dd1e6b73f92a458";

    private readonly string _path = Path.GetTempFileName();
    private readonly ManualTimeProvider _time = new();

    public static TheoryData<string> Mistyped =>
    [
        $$$"""{"Authentication": {"Tokens": [{"Name": "a", "Value": "{{{First}}}", "ReadOnly": "yes"}, {"Name": "b", "Value": "{{{Second}}}"}]}}""",
        $$$"""{"Authentication": {"Tokens": [{"Name": "a", "Value": "{{{Second}}}", "Readonli": true}]}}""",
        $$$"""{"Authentication": {"Tokens": {"Name": "a", "Value": "{{{Second}}}"} } }""",
        """{"Authentication": {"Tokens": 7}}""",
    ];

    public void Dispose() => File.Delete(_path);

    [Theory]
    [MemberData(nameof(Mistyped))]
    public async Task Change_to_a_file_that_is_mistyped_keeps_the_tokens_in_force_until_it_is_mended(string content)
    {
        await File.WriteAllTextAsync(_path, Tokens(First));
        await using var host = Build();
        await host.StartAsync();
        var table = host.Services.GetRequiredService<InternalTokenTable>();

        await ChangeAsync(content);

        table.Find(First).ShouldNotBeNull();
        table.Find(Second).ShouldBeNull();

        await ChangeAsync(Tokens(Second));
        table.Find(First).ShouldBeNull();
        table.Find(Second).ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Mistyped))]
    public async Task Start_with_a_file_that_is_mistyped_fails_and_repeats_nothing_of_it(string content)
    {
        await File.WriteAllTextAsync(_path, content);
        await using var host = Build();

        var failure = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync());

        failure.ToString().ShouldNotContain(Second);
        failure.ToString().ShouldNotContain(First);
    }

    private static string Tokens(string value) => $$$"""{"Authentication": {"Tokens": [{"Name": "a", "Value": "{{{value}}}"}]}}""";

    private async Task ChangeAsync(string content)
    {
        await File.WriteAllTextAsync(_path, content);
        _time.Advance(TimeSpan.FromSeconds(2));
    }

    private Microsoft.AspNetCore.Builder.WebApplication Build()
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Production, ("Authentication:TokensFile", _path));
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.AddInternalTokens();
        return builder.Build();
    }
}
