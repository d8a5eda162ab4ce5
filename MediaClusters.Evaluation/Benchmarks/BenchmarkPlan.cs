using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace MediaClusters.Evaluation.Benchmarks;

/// <summary>How BenchmarkDotNet measures: in this process, so that nothing is built or downloaded; a few short iterations, since there are many cases.</summary>
internal static class BenchmarkPlan
{
    public static IReadOnlyDictionary<string, Type> Suites { get; } = new Dictionary<string, Type>(StringComparer.Ordinal)
    {
        ["distances"] = typeof(DistanceBenchmarks),
        ["silhouette"] = typeof(SilhouetteBenchmarks),
        ["engine"] = typeof(EngineBenchmarks),
    };

    public static IConfig Config(string artifacts) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default
            .WithToolchain(new InProcessEmitToolchain(TimeSpan.FromHours(1), logOutput: true))
            .WithWarmupCount(2)
            .WithIterationCount(5)
            .WithIterationTime(TimeInterval.FromMilliseconds(100)))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddExporter(MarkdownExporter.GitHub)
        .AddLogger(ConsoleLogger.Default)
        .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared))
        .WithArtifactsPath(artifacts);
}
