using System.Diagnostics;
using Aspire.Hosting.Running;
using Npgsql;

namespace AspireLocal.Tests;

public sealed class HostTests : IDisposable
{
    private static readonly TimeSpan AllowedAfterKill = TimeSpan.FromSeconds(5);
    private readonly string _folder = Directory.CreateTempSubdirectory("aspire local tests ").FullName;

    public HostTests() => File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Kill_host_leaves_no_process_and_no_folder()
    {
        await using var host = HostProcess.Start(["--Servers=true", "--Replicas=2"]);
        await host.HealthyAsync("web");
        var descendants = host.Descendants();
        var folder = FolderOf(await host.HealthyAsync("postgres"));

        host.Process.Kill();

        await HostProcess.AllGoneAsync(descendants, AllowedAfterKill);
        descendants.Count.ShouldBeGreaterThanOrEqualTo(5, "guardian, two replicas, redis, postgres and its own processes");
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Kill_host_gives_the_server_time_to_end_cleanly()
    {
        await using var host = HostProcess.Start(["--Servers=true", "--Volume=true", $"--AspireLocal:VolumeDirectory={_folder}/volumes"]);
        await host.HealthyAsync("web");
        var descendants = host.Descendants();
        var serverLocks = Directory.GetFiles(_folder, "postmaster.pid", SearchOption.AllDirectories);

        host.Process.Kill();

        await HostProcess.AllGoneAsync(descendants, AllowedAfterKill);
        File.Exists(serverLocks.ShouldHaveSingleItem()).ShouldBeFalse();
    }

    [Fact]
    public async Task Kill_dotnet_run_above_the_host_leaves_no_process()
    {
        var wrapper = Path.Combine(_folder, "dotnet");
        File.CreateSymbolicLink(wrapper, "/bin/sh");
        await File.WriteAllTextAsync(Path.Combine(_folder, "run"), "\"$@\"\nexit $?\n");
        await using var host = HostProcess.Start([], wrapper: wrapper);
        await host.HealthyAsync("web");
        var descendants = host.Descendants();

        host.Process.Kill();

        await HostProcess.AllGoneAsync(descendants, AllowedAfterKill);
        descendants.Count.ShouldBeGreaterThanOrEqualTo(3, "host, guardian, web");
    }

    [Fact]
    public async Task Interrupt_host_that_is_still_starting_reports_no_failure()
    {
        await using var host = HostProcess.Start(["--Servers=true"]);
        await host.LineAsync(l => l.Contains("Waiting for resource 'photos'", StringComparison.Ordinal));

        Signal(host.Process, "INT").ShouldBe(0);

        (await host.ExitAsync()).ShouldBe(0);
        host.Output.ShouldNotContain("error:");
    }

    [Fact]
    public async Task Proxy_of_the_user_is_not_asked_about_this_machine()
    {
        await using var host = HostProcess.Start([], new(StringComparer.Ordinal) { ["http_proxy"] = "http://127.0.0.1:9", ["no_proxy"] = null, ["NO_PROXY"] = null });

        await host.HealthyAsync("web");
    }

    [Fact]
    public async Task Kill_guardian_disturbs_nothing_and_a_new_one_takes_over()
    {
        await using var host = HostProcess.Start(["--Servers=true"]);
        var web = await host.HealthyAsync("web");
        var first = await host.GuardianAsync();

        first.Kill();
        await host.GuardianAsync(after: first);
        var descendants = host.Descendants();
        host.Process.HasExited.ShouldBeFalse();
        web.HasExited.ShouldBeFalse();
        host.Process.Kill();

        await HostProcess.AllGoneAsync(descendants, AllowedAfterKill);
    }

    [Fact]
    public async Task Interrupt_host_stops_everything_in_order_and_exits_cleanly()
    {
        await using var host = HostProcess.Start(["--Servers=true"]);
        await host.HealthyAsync("web");
        var descendants = host.Descendants();

        Signal(host.Process, "INT").ShouldBe(0);

        (await host.ExitAsync()).ShouldBe(0);
        await HostProcess.AllGoneAsync(descendants, AllowedAfterKill);
        var output = host.Output;
        var webStopped = output.IndexOf("Application is shutting down", StringComparison.Ordinal);
        var serverStopped = output.IndexOf("received fast shutdown request", StringComparison.Ordinal);
        webStopped.ShouldBeGreaterThan(0, output);
        serverStopped.ShouldBeGreaterThan(webStopped, output);
    }

    [Fact]
    public async Task WithDataVolume_data_survive_the_host_and_a_lost_password()
    {
        string[] args = ["--Servers=true", "--Volume=true", $"--AspireLocal:VolumeDirectory={_folder}/volumes"];

        await using (var host = HostProcess.Start(args))
        {
            await ExecuteAsync(await host.HealthyAsync("web"), "CREATE TABLE kept (id int); INSERT INTO kept VALUES (42)");

            // As hard as it can get: server and host at once, so that the server's lock stays behind.
            var descendants = host.Descendants();
            (await host.HealthyAsync("postgres")).Kill();
            host.Process.Kill();
            await HostProcess.AllGoneAsync(descendants, AllowedAfterKill);
        }

        var password = Directory.GetFiles(Path.Combine(_folder, "volumes"), "password", SearchOption.AllDirectories).ShouldHaveSingleItem();
        File.Delete(password);

        await using (var host = HostProcess.Start(args))
        {
            (await ExecuteAsync(await host.HealthyAsync("web"), "SELECT id FROM kept")).ShouldBe(42);

            await using var second = HostProcess.Start(args);
            (await second.LineAsync(l => l.Contains("postgres is not started", StringComparison.Ordinal))).ShouldContain("in use by another run");
        }
    }

    [Fact]
    public async Task WithDataVolume_folder_without_a_version_is_refused_and_left_alone()
    {
        string[] args = ["--Servers=true", "--Volume=true", $"--AspireLocal:VolumeDirectory={_folder}/volumes"];

        await using (var host = HostProcess.Start(args))
            await host.HealthyAsync("postgres");

        var version = Directory.GetFiles(_folder, "PG_VERSION", SearchOption.AllDirectories).MinBy(f => f.Length).ShouldNotBeNull();
        var data = Path.GetDirectoryName(version)!;
        File.Delete(version);

        await using (var host = HostProcess.Start(args))
            (await host.LineAsync(l => l.Contains("postgres is not started", StringComparison.Ordinal))).ShouldContain($"{data} has files but no PG_VERSION");

        Directory.Exists(Path.Combine(data, "base")).ShouldBeTrue();
    }

    [Fact]
    public async Task WithDataVolume_umask_that_shuts_others_out_lets_the_server_in()
    {
        await using var host = HostProcess.Start(["--Servers=true", "--Volume=true", $"--AspireLocal:VolumeDirectory={_folder}/below/volumes"], umask: "077");

        await host.HealthyAsync("postgres");
    }

    [Fact]
    public async Task WithDataVolume_place_that_cannot_be_written_is_one_line()
    {
        await using var host = HostProcess.Start(["--Servers=true", "--Volume=true", "--AspireLocal:VolumeDirectory=/dev/null/volumes"]);

        (await host.LineAsync(l => l.Contains("postgres is not started", StringComparison.Ordinal))).ShouldContain("cannot be written");
    }

    [Fact]
    public async Task Environment_of_a_running_server_bears_the_mark()
    {
        await using var host = HostProcess.Start(["--Servers=true"]);

        Variable(await host.HealthyAsync("cache"), "ASPIRE_LOCAL_RUN").ShouldNotBeEmpty();
        Variable(await host.HealthyAsync("postgres"), "ASPIRE_LOCAL_RUN").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Two_hosts_at_once_run_side_by_side_on_ports_of_their_own()
    {
        // Not the profile's, which anything on this machine may have.
        var port = FreePort();
        await using var first = HostProcess.Start([$"--Port={port}"]);
        var one = await first.HealthyAsync("web");
        await using var second = HostProcess.Start([$"--Port={port}"]);
        var other = await second.HealthyAsync("web");

        Variable(one, "ASPNETCORE_URLS").ShouldBe($"http://localhost:{port}");
        Variable(other, "ASPNETCORE_URLS").ShouldNotBe($"http://localhost:{port}", StringComparer.Ordinal);
        second.Output.ShouldContain($"port {port} is in use");
    }

    [Fact]
    public async Task Missing_program_is_one_line_that_says_what_to_install()
    {
        foreach (var tool in (string[])["sh", "setsid", "sleep", "grep", "rm"])
            File.CreateSymbolicLink(Path.Combine(_folder, tool), Path.Combine("/usr/bin", tool));

        await using var host = HostProcess.Start(["--Servers=true"], new(StringComparer.Ordinal) { ["PATH"] = _folder });

        (await host.LineAsync(l => l.Contains("cache is not started", StringComparison.Ordinal))).ShouldContain("apt install redis-server");
        (await host.LineAsync(l => l.Contains("web is not started", StringComparison.Ordinal))).ShouldContain("'cache'");
        host.Process.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task Failed_one_shot_is_one_clear_line_and_the_host_stays()
    {
        await using var host = HostProcess.Start(["--ExitCode=7"]);

        (await host.LineAsync(l => l.Contains("one-shot failed", StringComparison.Ordinal))).ShouldContain("exit code 7");
        (await host.LineAsync(l => l.Contains("web is not started", StringComparison.Ordinal))).ShouldContain("exit code '7'");
        host.Process.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task Publish_graph_without_an_environment_is_refused_in_one_line()
    {
        await using var host = HostProcess.Start(["--operation", "publish"]);

        (await host.ExitAsync()).ShouldBe(1);
        host.Output.ShouldContain("error: The graph has no environment to publish to");
    }

    private static int FreePort()
    {
        using var ports = new PortAllocator();
        return ports.Next();
    }

    private static string FolderOf(Process server) => Path.GetDirectoryName(Path.GetDirectoryName(new FileInfo($"/proc/{server.Id}/cwd").LinkTarget!)!)!;

    private static string Variable(Process process, string name) => File.ReadAllText($"/proc/{process.Id}/environ").Split('\0')
        .Single(v => v.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static int Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        return kill.ExitCode;
    }

    private static async Task<object?> ExecuteAsync(Process web, string sql)
    {
        await using var connection = new NpgsqlConnection(Variable(web, "ConnectionStrings__photos") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
