namespace MediaClusters.Evaluation.Pets;

/// <summary>Sums in double precision and in order, so that no width of a vector register shows.</summary>
internal static class Vectors
{
    /// <summary>A random direction of unit length.</summary>
    public static double[] Direction(Draws draws, int dimensions) => Unit(Noise(draws, dimensions));

    /// <summary>Independent noise whose expected squared length is 1.</summary>
    public static double[] Noise(Draws draws, int dimensions)
    {
        var scale = 1 / Math.Sqrt(dimensions);
        var vector = new double[dimensions];
        for (var k = 0; k < dimensions; k++)
            vector[k] = draws.Normal() * scale;
        return vector;
    }

    /// <summary>left * a + right * b.</summary>
    public static double[] Mix(double[] left, double a, double[] right, double b)
    {
        var mixed = new double[left.Length];
        for (var k = 0; k < mixed.Length; k++)
            mixed[k] = (left[k] * a) + (right[k] * b);
        return mixed;
    }

    /// <summary>Of the unit vectors a and b: at cosine <paramref name="cosine"/> from a, in the direction of b.</summary>
    public static double[] At(double cosine, double[] a, double[] b) =>
        Mix(a, cosine, Unit(Mix(b, 1, a, -Dot(a, b))), Math.Sqrt(Math.Max(0, 1 - (cosine * cosine))));

    public static double Dot(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var k = 0; k < left.Length; k++)
            sum += left[k] * right[k];
        return sum;
    }

    public static double[] Unit(double[] vector)
    {
        var factor = 1 / Math.Sqrt(Dot(vector, vector));
        return Array.ConvertAll(vector, value => value * factor);
    }
}
