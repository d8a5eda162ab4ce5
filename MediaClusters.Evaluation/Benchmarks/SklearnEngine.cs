using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using MediaClusters.Clustering;

namespace MediaClusters.Evaluation.Benchmarks;

/// <summary>scikit-learn on the same vectors, in a process of its own that inherits this one's core.</summary>
internal sealed class SklearnEngine(string python) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("media-clusters-");
    private readonly List<string> _pets = [];

    /// <summary>Hands over a pet.</summary>
    public async Task AddAsync(IReadOnlyList<Photo> photos, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder.FullName, $"{_pets.Count}.f32");
        await using (var file = File.Create(path))
        {
            foreach (var photo in photos)
                await file.WriteAsync(MemoryMarshal.AsBytes(photo.Embedding.Span).ToArray(), cancellationToken);
        }

        _pets.AddRange([path, Text(photos.Count), Text(photos[0].Embedding.Length)]);
    }

    /// <summary>Measures the pets added, in that order, each as float32 and as float64.</summary>
    /// <exception cref="SklearnMissingException">Python, scikit-learn or OpenBLAS is not there.</exception>
    public async Task<(SklearnVersions Versions, IReadOnlyList<SklearnTiming> Timings)> RunAsync(int rounds, double epsilon, int minSamples, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(python) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Benchmarks", "sklearn_engine.py"), Text(rounds), epsilon.ToString(CultureInfo.InvariantCulture), Text(minSamples), .. _pets])
            start.ArgumentList.Add(argument);
        foreach (var variable in (string[])["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"])
            start.Environment[variable] = "1";

        using var process = Start(start);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var lines = (await process.StandardOutput.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw new SklearnMissingException((await errors).Trim().Split('\n')[^1]);
            return (Read<SklearnVersions>(lines[0]), [.. lines.Skip(1).Select(Read<SklearnTiming>)]);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new SklearnMissingException(failure.Message);
        }
    }

    private static T Read<T>(string line) => JsonSerializer.Deserialize<T>(line, Json) ?? throw new SklearnMissingException("it printed nothing");

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What was measured.</summary>
internal sealed record SklearnVersions(string Sklearn, string Numpy, string Blas);

/// <summary>Milliseconds of each round by part, and how many groups came out.</summary>
internal sealed record SklearnTiming(int Photos, int Dimensions, string Type, int Groups, double[] Cluster, double[] Silhouette);

/// <summary>There is nothing to compare with.</summary>
internal sealed class SklearnMissingException(string reason) : Exception(reason);
