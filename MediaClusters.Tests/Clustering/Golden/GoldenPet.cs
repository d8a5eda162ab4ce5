namespace MediaClusters.Tests.Clustering.Golden;

/// <summary>Draws the photos of a golden case: the same operations, in the same order, as draw() in make_golden.py.</summary>
internal static class GoldenPet
{
    public static float[][] Draw(GoldenCase golden) =>
        Draw(golden.Seed, golden.Dimensions, golden.Sizes, golden.Spread, golden.Outliers, golden.Copies);

    public static float[][] Draw(ulong seed, int dimensions, int[] sizes, double spread, int outliers, int copies)
    {
        var random = new SplitMix64(seed);
        var rows = new List<double[]>();
        foreach (var size in sizes)
        {
            var centre = random.Vector(dimensions);
            for (var i = 0; i < size; i++)
                rows.Add(Array.ConvertAll(centre, value => value + (spread * random.Signed())));
        }

        for (var i = 0; i < outliers; i++)
            rows.Add(random.Vector(dimensions));
        var originals = rows.Count;
        for (var i = 0; i < copies; i++)
            rows.Add(rows[random.Below(originals)]);
        for (var i = rows.Count - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (rows[i], rows[j]) = (rows[j], rows[i]);
        }

        return [.. rows.Select(row => Array.ConvertAll(row, value => (float)value))];
    }

    /// <summary>Steele, Lea and Flood 2014.</summary>
    private sealed class SplitMix64(ulong seed)
    {
        private ulong _state = seed;

        public ulong Next()
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }

        public double Signed() => ((Next() >> 11) * double.ScaleB(1, -53) * 2) - 1;

        public int Below(int bound) => (int)(Next() % (ulong)bound);

        public double[] Vector(int dimensions)
        {
            var vector = new double[dimensions];
            for (var k = 0; k < dimensions; k++)
                vector[k] = Signed();
            return vector;
        }
    }
}
