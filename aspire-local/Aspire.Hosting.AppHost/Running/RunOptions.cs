using System.ComponentModel.DataAnnotations;

namespace Aspire.Hosting.Running;

internal sealed class RunOptions
{
    public const string SectionName = "AspireLocal";

    /// <summary>Between SIGTERM and SIGKILL. Default 30 s: longer than a worker takes to hand back its work.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Before the first restart of a crashed service; doubles with every crash. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:05:00")]
    public TimeSpan RestartDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What the doubling ends at. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan MaxRestartDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A service that ran this long starts over with the first delay when it crashes. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Where data volumes live. By default the user's data folder, or /var/lib for root.</summary>
    public string? VolumeDirectory { get; set; }
}
