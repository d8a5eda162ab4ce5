using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Redis;

/// <summary>Runs this machine's redis-server, or valkey-server, without persistence.</summary>
internal sealed partial class RedisProgram(RedisResource redis)
{
    private static readonly string[] Folders = ["/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin", "/opt/homebrew/opt/redis/bin", "/opt/homebrew/opt/valkey/bin"];
    private static readonly Version FirstWithTitleSetting = new(6, 2);

    public async Task<ProcessSpec> PrepareAsync(ProgramContext context, CancellationToken cancellationToken)
    {
        var program = Programs.Find("redis-server", Folders) ?? Programs.Find("valkey-server", Folders)
            ?? throw new DistributedApplicationException("redis-server was not found: install redis-server or valkey (Debian: apt install redis-server, macOS: brew install redis).");

        var directory = context.Directory.Combine(redis.Name);
        Directory.CreateDirectory(directory);

        var settings = new List<string>
        {
            $"port {redis.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture)}",
            "bind 127.0.0.1",
            "daemonize no",
            "loglevel warning",
            "save \"\"",
            "appendonly no",
            $"dir \"{directory}\"",
        };

        if (redis.PasswordParameter is { } password)
            settings.Add($"requirepass \"{Escape(await password.GetValueAsync(cancellationToken))}\"");

        // The title is written over the environment, and with it over the mark the guardian looks for.
        if (await KnowsTitleSettingAsync(context, program, cancellationToken))
            settings.Add("set-proc-title no");

        // In a file only its owner can read, since a command line shows in the list of processes.
        var configuration = Path.Combine(directory, "redis.conf");
        PrivateFiles.Write(configuration, string.Join('\n', settings) + "\n");

        return new ProcessSpec(program, [configuration])
        {
            WorkingDirectory = directory,
            Environment = ServerEnvironment.Create(),
        };
    }

    private static async Task<bool> KnowsTitleSettingAsync(ProgramContext context, string program, CancellationToken cancellationToken)
    {
        var spec = new ProcessSpec(program, ["--version"]) { WorkingDirectory = "/", Environment = ServerEnvironment.Create() };
        var (_, output) = await context.Services.GetRequiredService<ProcessLauncher>().RunAsync(spec, input: null, cancellationToken);
        return Version.TryParse(VersionText().Match(output).Value, out var version) && version >= FirstWithTitleSetting;
    }

    [GeneratedRegex(@"(?<=v=)\d+\.\d+(\.\d+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionText();

    private static string? Escape(string? value) => value?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
