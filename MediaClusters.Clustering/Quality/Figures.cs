namespace MediaClusters.Clustering.Quality;

/// <summary>Figures as they appear in a result.</summary>
internal static class Figures
{
    /// <summary>Decimals of every distance, score and figure; float32 distances carry no more.</summary>
    public const int Decimals = 6;

    /// <summary>Rounds half to even. Adding zero turns -0, which JSON would show, into 0.</summary>
    public static double Round(double value) => Math.Round(value, Decimals) + 0.0;

    /// <inheritdoc cref="Round(double)"/>
    public static double? Round(double? value) => value is { } known ? Round(known) : null;
}
