using System.Net;
using System.Net.Sockets;
using System.Reflection;
using MediaClusters.ServiceDefaults.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace MediaClusters.Tests.ServiceDefaults.Health;

public sealed class HealthProbeTests
{
    [Fact]
    public void Answer_without_the_argument_leaves_the_program_to_start()
    {
        HealthProbe.Answer([], TextWriter.Null).ShouldBeNull();
        HealthProbe.Answer(["--urls", "http://localhost:8080"], TextWriter.Null).ShouldBeNull();
    }

    [Theory]
    [InlineData("--probe")]
    [InlineData("--probe", "/alive")]
    [InlineData("--probe", "localhost:8080")]
    [InlineData("--probe", "file:///etc/passwd")]
    [InlineData("--probe", "http://localhost:8080", "--verbose")]
    public void Answer_without_one_url_is_a_usage_error(params string[] arguments)
    {
        using var error = new StringWriter();

        HealthProbe.Answer(arguments, error).ShouldBe(2);

        error.ToString().ShouldStartWith("Usage: --probe http");
    }

    [Theory]
    [InlineData(200, 0)]
    [InlineData(204, 0)]
    [InlineData(302, 1)]
    [InlineData(404, 1)]
    [InlineData(503, 1)]
    public async Task Answer_tells_by_the_status_of_a_running_service(int status, int expected)
    {
        await using var service = await StartAsync(status);
        using var error = new StringWriter();

        HealthProbe.Answer(["--probe", service.Urls.Single()], error).ShouldBe(expected);

        error.ToString().ShouldBe(expected == 0 ? "" : $"{service.Urls.Single()}/ answered {status}.{Environment.NewLine}");
    }

    [Fact]
    public void Answer_of_a_silent_service_is_not_waited_for()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var error = new StringWriter();

        HealthProbe.Answer(["--probe", $"http://{silent.LocalEndpoint}"], error, TimeSpan.FromMilliseconds(50)).ShouldBe(1);

        error.ToString().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("MediaClusters.Api")]
    [InlineData("MediaClusters.Worker")]
    public async Task Program_asked_for_a_probe_starts_nothing(string program)
    {
        await using var service = await StartAsync(503);

        // Without a database or a token each would fail to start, by an exception.
        var exitCode = Assembly.Load(program).EntryPoint!.Invoke(null, [(string[])["--probe", service.Urls.Single()]]);

        exitCode.ShouldBe(1);
    }

    private static async Task<WebApplication> StartAsync(int status)
    {
        var builder = DefaultsHost.CreateBuilder(Environments.Production);
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        return await builder.StartAsync(application => application.Run(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:1/";
            return Task.CompletedTask;
        }));
    }
}
