using System.Text.Json;
using MediaClusters.Clustering;

namespace MediaClusters.Persistence.Clusters;

/// <summary>What a result's enumerations are called in bodies, tables and metrics. Part of the contract.</summary>
public static class ResultLabels
{
    public static string Label(this RunMode mode) => mode switch
    {
        RunMode.Full => "full",
        RunMode.Incremental => "incremental",
        _ => "approximate",
    };

    public static string Label(this HeroReason reason) => reason switch
    {
        HeroReason.Best => "best",
        HeroReason.Kept => "kept",
        _ => "pinned",
    };

    public static string Label(this GroupChangeKind kind) => kind switch
    {
        GroupChangeKind.Birth => "birth",
        GroupChangeKind.Death => "death",
        GroupChangeKind.Split => "split",
        _ => "merge",
    };

    /// <summary>The value of that label; null where none has it.</summary>
    /// <exception cref="InvalidOperationException">This is no text.</exception>
    internal static T? Find<T>(JsonElement text, Func<T, string> label)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (text.ValueEquals(label(value)))
                return value;
        }

        return null;
    }
}
