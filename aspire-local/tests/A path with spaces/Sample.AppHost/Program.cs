using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sample.AppHost;

// One service and a one-shot it waits for; the configuration adds what a test is about.
var builder = DistributedApplication.CreateBuilder(args);
var settings = builder.Configuration;

var oneShot = builder.AddProject<Projects.Sample_OneShot>("one-shot")
    .WithEnvironment("EXIT_CODE", settings["ExitCode"] ?? "0");

var web = builder.AddProject<Projects.Sample_Web>("web")
    .WaitForCompletion(oneShot)
    .WithHttpHealthCheck("/")
    .WithReplicas(settings.GetValue("Replicas", defaultValue: 1));

if (settings["Port"] is not null)
    web.WithEndpoint("http", e => e.Port = settings.GetValue<int>("Port"));

if (settings.GetValue("Deaf", defaultValue: false))
    web.WithEnvironment("DEAF", "true");

if (settings.GetValue("Servers", defaultValue: false))
{
    var postgres = builder.AddPostgres("postgres");
    var photos = postgres.AddDatabase("photos");
    var cache = builder.AddRedis("cache");

    if (settings.GetValue("Volume", defaultValue: false))
        postgres.WithDataVolume();

    oneShot.WithReference(photos).WaitFor(photos);
    web.WithReference(photos).WithReference(cache).WaitFor(cache);
}

if (settings.GetValue("Console", defaultValue: false))
    builder.Services.AddHostedService<StateReporter>();

Crash("before-build");
var app = builder.Build();
Crash("after-build");
app.Run();

void Crash(string moment)
{
    if (settings["Crash"] == moment)
        throw new InvalidOperationException($"The AppHost crashed {moment}.");
}
