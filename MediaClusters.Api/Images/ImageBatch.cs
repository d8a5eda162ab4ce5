using System.Collections.ObjectModel;
using MediaClusters.Api.Json;

namespace MediaClusters.Api.Images;

/// <summary>The photos of a batch. Stops at the first one too many, so that a large body of tiny photos does not fill the memory.</summary>
internal sealed class ImageBatch : Collection<ImageItem?>
{
    public const int MaxImages = 1000;

    public static string Problem => $"must hold 1 to {MaxImages:N0} photos";

    protected override void InsertItem(int index, ImageItem? item)
    {
        if (Count == MaxImages)
            throw new JsonFieldException(Problem, field: "images");
        base.InsertItem(index, item);
    }
}
