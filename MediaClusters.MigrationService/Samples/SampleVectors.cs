namespace MediaClusters.MigrationService.Samples;

/// <summary>
/// Unit vectors the way an embedder spreads them: photos of one pet share a direction, photos of one scene share more.
/// Uses exact arithmetic only (no logarithms or sines), so that every machine makes the same bits.
/// </summary>
internal sealed class SampleVectors(Random random, int dimensions)
{
    /// <summary>A random direction. The sum of uniform numbers is close enough to a normal one.</summary>
    public float[] Direction()
    {
        var vector = new float[dimensions];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2);

        return Scale(vector, 1);
    }

    /// <summary>
    /// <paramref name="vector"/> moved by <paramref name="spread"/> into a random direction. Two such neighbours are at
    /// a cosine distance of about s²/(1+s²) from each other.
    /// </summary>
    public float[] Near(float[] vector, double spread)
    {
        var moved = Direction();
        for (var i = 0; i < moved.Length; i++)
            moved[i] = (float)(vector[i] + (spread * moved[i]));

        return Scale(moved, 1);
    }

    /// <summary>The same direction at another length.</summary>
    public static float[] Scale(float[] vector, double length)
    {
        var sum = 0.0;
        foreach (var value in vector)
            sum += (double)value * value;

        var factor = length / Math.Sqrt(sum);
        return Array.ConvertAll(vector, value => (float)(value * factor));
    }
}
