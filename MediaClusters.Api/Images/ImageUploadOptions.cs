using System.ComponentModel.DataAnnotations;

namespace MediaClusters.Api.Images;

/// <summary>Bounds of photo uploads; the memory they take at most is <see cref="MaxConcurrent"/> times a few times the largest body.</summary>
internal sealed class ImageUploadOptions
{
    public const string SectionName = "ImageUploads";

    public const string TimeoutPolicy = "image-upload";

    /// <summary>Uploads read and stored at once, in this process. Default 4.</summary>
    [Range(1, 64)]
    public int MaxConcurrent { get; set; } = 4;

    /// <summary>Uploads that wait for their turn; the next one is told to come back. Default 32.</summary>
    [Range(0, 1000)]
    public int QueueLimit { get; set; } = 32;

    /// <summary>The slowest an upload that has its turn may arrive, on average: it keeps others waiting. Bytes a second, default 64 KiB.</summary>
    [Range(1, int.MaxValue)]
    public int MinBytesPerSecond { get; set; } = 64 * 1024;

    /// <summary>How long an upload may be slower than that before it is given up. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01.1", "00:10:00")]
    public TimeSpan SlowStart { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>From the request's first byte to its answer, waiting included. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);
}
