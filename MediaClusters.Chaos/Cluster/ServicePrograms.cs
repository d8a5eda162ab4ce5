using System.Globalization;
using System.Runtime.InteropServices;

namespace MediaClusters.Chaos.Cluster;

/// <summary>The product's programs with production's settings, but for TLS and what the run's length asks for.</summary>
internal sealed class ServicePrograms(ChaosSettings settings, string token, RunFolder folder)
{
    private static readonly string Dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    public ChildProgram Migrations(string database) => Program("MediaClusters.MigrationService", new(StringComparer.Ordinal)
    {
        ["OTEL_SERVICE_NAME"] = "migrations",
        ["ConnectionStrings__media-clusters"] = database,
    });

    /// <param name="name">As which it appears among Postgres' sessions.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="database">How it reaches Postgres.</param>
    /// <param name="redis">How it reaches Redis.</param>
    public ChildProgram Api(string name, int port, string database, string redis)
    {
        var variables = Service(name, port, database, redis);
        variables["Authentication__Tokens__0__Name"] = "chaos";
        variables["Authentication__Tokens__0__Value"] = token;
        return Program("MediaClusters.Api", variables);
    }

    /// <param name="name">As which it appears among Postgres' sessions.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="database">How it reaches Postgres.</param>
    /// <param name="redis">How it reaches Redis.</param>
    /// <param name="clockError">How far its clock is ahead of the machine's.</param>
    public ChildProgram Worker(string name, int port, string database, string redis, TimeSpan clockError)
    {
        var variables = Service(name, port, database, redis);
        variables["Worker__LeaseRenewal"] = Text(settings.LeaseRenewal);
        variables["Worker__ReapInterval"] = Text(settings.ReapInterval);
        foreach (var (variable, value) in settings.WorkerVariables)
            variables[variable] = value;
        var program = Program("MediaClusters.Worker", variables);
        return clockError == TimeSpan.Zero ? program : WithClock(program, clockError);
    }

    // The monotonic clock stays right, as it does on a machine whose calendar is wrong.
    private ChildProgram WithClock(ChildProgram program, TimeSpan error) => program with
    {
        Preload = settings.FaketimeLibrary is { Length: > 0 } library && File.Exists(library)
            ? library
            : throw new InvalidOperationException("Missing: libfaketime. Run ./chaos.sh, which installs it and sets MEDIACLUSTERS_FAKETIME."),
        Variables = new Dictionary<string, string>(program.Variables, StringComparer.Ordinal)
        {
            ["FAKETIME"] = string.Create(CultureInfo.InvariantCulture, $"{(error > TimeSpan.Zero ? "+" : "")}{error.TotalSeconds:F0}"),
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["NO_FAKE_STAT"] = "1",
        },
    };

    private Dictionary<string, string> Service(string name, int port, string database, string redis) => new(StringComparer.Ordinal)
    {
        ["OTEL_SERVICE_NAME"] = name,
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
        ["ConnectionStrings__media-clusters"] = database,
        ["ConnectionStrings__cache"] = redis,
        ["Database__MaxPoolSize"] = $"{settings.MaxPoolSize}",
        ["JobQueue__Lease"] = Text(settings.Lease),
        ["JobQueue__MaxAttempts"] = $"{settings.MaxAttempts}",
        ["JobQueue__RetryBaseDelay"] = Text(settings.RetryBaseDelay),
        ["JobQueue__RetryMaxDelay"] = Text(settings.RetryMaxDelay),
    };

    private ChildProgram Program(string project, Dictionary<string, string> variables)
    {
        variables["DOTNET_ENVIRONMENT"] = "Production";
        variables["Database__SslMode"] = "Disable";
        variables["Logging__LogLevel__Default"] = "Information";
        foreach (var noisy in (string[])["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Npgsql", "Polly"])
            variables[$"Logging__LogLevel__{noisy}"] = "Warning";
        return new(Dotnet, [Path.Combine(AppContext.BaseDirectory, $"{project}.dll")]) 
        {
            WorkingDirectory = folder.Path,
            Variables = variables,
            MountsOf = folder.MountsOf,
        };
    }

    private static string Text(TimeSpan time) => time.ToString("c", CultureInfo.InvariantCulture);
}
