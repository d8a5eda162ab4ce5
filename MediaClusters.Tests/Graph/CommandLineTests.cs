using System.Text;
using Aspire.Hosting.Testing;
using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.Tests.Graph;

[Collection(GraphCollection.Name)]
public sealed class CommandLineTests(GraphFixture graph)
{
    [Fact]
    public async Task No_secret_stands_in_a_command_line_where_every_user_of_the_machine_reads_it()
    {
        if (!Directory.Exists("/proc/self"))
            return;

        var database = new NpgsqlConnectionStringBuilder(await graph.Application.GetConnectionStringAsync("media-clusters"));
        var cache = ConfigurationOptions.Parse((await graph.Application.GetConnectionStringAsync("cache"))!);
        string?[] secrets = [GraphFixture.Token, database.Password, cache.Password];

        var lines = Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(Read).ToList();

        lines.ShouldContain(line => line.Contains("MediaClusters.Api.dll", StringComparison.Ordinal));
        secrets.OfType<string>().Where(secret => secret.Length > 0).Count().ShouldBeGreaterThanOrEqualTo(2);
        foreach (var secret in secrets.Where(secret => secret is { Length: > 0 }))
            lines.ShouldNotContain(line => line.Contains(secret!, StringComparison.Ordinal));
    }

    private static string Read(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"), Encoding.UTF8);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
