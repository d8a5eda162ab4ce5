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
    /// <exception cref="SklearnException">There is nothing to compare with.</exception>
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
                throw Failure((await errors).Trim().Split('\n')[^1]);
            return lines is [var versions, .. var timings]
                ? (Read<SklearnVersions>(versions), [.. timings.Select(Read<SklearnTiming>)])
                : throw new SklearnException($"--python {python} is no Python: it printed nothing.", isUsage: true);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new SklearnException($"--python {python} cannot be started: {failure.Message}", isUsage: true);
        }
    }

    // Python's own words for a module that is not there, and the script's for a library.
    private static SklearnException Failure(string reason) =>
        reason.StartsWith("ModuleNotFoundError", StringComparison.Ordinal) || reason.EndsWith("install libopenblas0-pthread", StringComparison.Ordinal)
            ? new SklearnException($"scikit-learn cannot be measured ({reason}): on Debian, apt-get install python3-sklearn libopenblas0-pthread.", isUsage: true)
            : new SklearnException($"scikit-learn failed: {(reason.Length > 0 ? reason : "it said nothing")}", isUsage: false);

    private T Read<T>(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Json) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new SklearnException($"--python {python} is no Python: it printed no measurements.", isUsage: true);
        }
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What was measured.</summary>
internal sealed record SklearnVersions(string Sklearn, string Numpy, string Blas);

/// <summary>Milliseconds of each round by part, and how many groups came out.</summary>
internal sealed record SklearnTiming(int Photos, int Dimensions, string Type, int Groups, double[] Cluster, double[] Silhouette);

/// <summary>There is nothing to compare with; the message is for whoever asked.</summary>
/// <param name="message">One line.</param>
/// <param name="isUsage">Something is not there or not named right; else it is, and failed.</param>
internal sealed class SklearnException(string message, bool isUsage) : Exception(message)
{
    public bool IsUsage { get; } = isUsage;
}
