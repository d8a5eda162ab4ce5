namespace MediaClusters.Evaluation.Pets;

/// <summary>The families, plainest first.</summary>
internal static class PetFamilies
{
    public static IReadOnlyList<PetFamily> All { get; } =
    [
        new("equal", "groups of one size and one spread", Equal),
        new("unequal", "sizes by Zipf's law, a spread for each group", Unequal),
        new("look-alike", "groups whose centres are near each other", LookAlike),
        new("bursts", "near-duplicates within loose groups", Bursts),
        new("outliers", "a quarter to two fifths of the photos in no group", Outliers),
        new("anisotropic", "deviations along few directions, strongest first", Anisotropic),
        new("tiny", "1 to 7 photos", Tiny),
        new("single", "one group, and at most a few outliers", Single),
        new("many-small", "12 to 30 groups of 2 to 6", ManySmall),
        new("large", "500 to 1,500 photos", Large),
        new("drifted", "the second state of a pet whose embedder changed", Drifted),
        new("mixed", "all of it at once, signals missing", Mixed),
    ];

    public static PetFamily Named(string name) =>
        All.Single(family => string.Equals(family.Name, name, StringComparison.Ordinal));

    private static PetPlan Equal(Draws draws)
    {
        var (size, cosine) = (draws.Count(8, 16), draws.Between(0.80, 0.92));
        return Plan(draws, draws.Count(4, 8), _ => new GroupPlan(size, cosine), 0.05);
    }

    private static PetPlan Unequal(Draws draws)
    {
        var sizes = Zipf(draws.Count(40, 80), draws.Count(4, 9), draws.Between(0.9, 1.3));
        var alike = draws.Chance(0.5) ? draws.Count(1, sizes.Length - 1) : 0;
        return Plan(draws, sizes.Length, i => i switch
        {
            0 when alike > 0 => new GroupPlan(sizes[0], TightCosine(draws)),
            > 0 when i == alike => Alike(draws, sizes[i], like: 0),
            _ => new GroupPlan(sizes[i], draws.Chance(0.5) ? LooseCosine(draws) : AnyCosine(draws)),
        }, 0.06) with { WithoutQuality = 0.15 };
    }

    private static PetPlan LookAlike(Draws draws)
    {
        var groups = draws.Count(4, 7);
        var alike = draws.Count(1, groups / 2);
        return Plan(draws, groups, i => i > 0 && i <= alike
            ? Alike(draws, draws.Count(6, 20), like: draws.Chance(0.5) ? 0 : i - 1)
            : new GroupPlan(draws.Count(6, 20), i == 0 ? TightCosine(draws) : LooseCosine(draws)), 0.05) with { Anisotropy = draws.Between(0.1, 0.4) };
    }

    private static PetPlan Bursts(Draws draws) =>
        Plan(draws, draws.Count(3, 6), _ => Bursty(draws, draws.Between(0.76, 0.86), draws.Count(1, 4), draws.Count(4, 9)), 0.06)
            with { WithoutPose = draws.Chance(0.5) ? 0.2 : 0 };

    private static PetPlan Outliers(Draws draws) =>
        Plan(draws, draws.Count(3, 6), _ => new GroupPlan(draws.Count(7, 25), AnyCosine(draws)), draws.Between(0.25, 0.4))
            with { WithoutTime = 1 };

    private static PetPlan Anisotropic(Draws draws) =>
        Plan(draws, draws.Count(4, 7), _ => new GroupPlan(draws.Count(8, 30), draws.Between(0.76, 0.90)), 0.05)
            with { Anisotropy = 0.9, Axes = draws.Count(4, 16), WithoutQuality = draws.Chance(0.3) ? 1 : 0 };

    private static PetPlan Tiny(Draws draws)
    {
        var photos = draws.Count(1, 7);
        if (photos == 1 || draws.Chance(0.1))
            return new PetPlan([], photos) { Base = BaseCosine(draws) };
        if (photos < 4 || draws.Chance(0.5))
        {
            var outliers = photos > 2 && draws.Chance(0.4) ? 1 : 0;
            return new PetPlan([new(photos - outliers, AnyCosine(draws))], outliers) { Base = BaseCosine(draws) };
        }

        var first = draws.Count(2, photos - 2);
        var strangers = first + 2 < photos && draws.Chance(0.3) ? 1 : 0;
        return new PetPlan([new(first, AnyCosine(draws)), new(photos - first - strangers, AnyCosine(draws))], strangers) { Base = BaseCosine(draws) };
    }

    private static PetPlan Single(Draws draws) =>
        new([new(draws.Count(12, 60), AnyCosine(draws))], draws.Count(0, 4)) { Base = BaseCosine(draws), Anisotropy = draws.Between(0.2, 0.6) };

    private static PetPlan ManySmall(Draws draws) =>
        Plan(draws, draws.Count(12, 30), _ => new GroupPlan(draws.Count(2, 6), draws.Between(0.80, 0.93)), 0.06)
            with { WithoutTime = 0.3 };

    private static PetPlan Large(Draws draws)
    {
        var photos = draws.Count(470, 1_300);
        var groups = draws.Count(10, 28);
        var raw = Zipf(1_000, groups, draws.Between(0.5, 0.9));
        var total = raw.Sum();
        return Plan(draws, groups, i =>
        {
            var size = Math.Max(8, photos * raw[i] / total);
            var bursts = BurstSizes(draws, draws.Count(0, size / 20));
            var group = i == 0 ? new GroupPlan(size, TightCosine(draws)) : draws.Chance(0.15) ? Alike(draws, size, like: 0) : new GroupPlan(size, draws.Between(0.77, 0.92));
            return group with { Size = size + bursts.Sum(burst => burst - 1), Bursts = bursts };
        }, 0.08) with { WithoutQuality = 0.05, WithoutPose = 0.05 };
    }

    private static PetPlan Drifted(Draws draws)
    {
        var sizes = Zipf(draws.Count(15, 40), draws.Count(3, 7), 0.7);
        return Plan(draws, sizes.Length, i => new GroupPlan(sizes[i], draws.Between(0.80, 0.93)), 0.06) with { Drifted = true };
    }

    private static PetPlan Mixed(Draws draws)
    {
        var sizes = Zipf(draws.Count(25, 60), draws.Count(5, 9), draws.Between(0.8, 1.2));
        return Plan(draws, sizes.Length, i => i switch
        {
            0 => new GroupPlan(sizes[0], TightCosine(draws)),
            1 => Alike(draws, sizes[1], like: 0),
            _ when draws.Chance(0.5) => Bursty(draws, draws.Between(0.78, 0.88), draws.Count(1, 2), Math.Max(4, sizes[i])),
            _ => new GroupPlan(sizes[i], AnyCosine(draws)),
        }, draws.Between(0.08, 0.2)) with
        {
            Anisotropy = draws.Between(0.3, 0.8),
            WithoutQuality = 0.1,
            WithoutPose = 0.1,
            WithoutTime = 0.1,
        };
    }

    private static PetPlan Plan(Draws draws, int groups, Func<int, GroupPlan> group, double outliers)
    {
        var plans = Enumerable.Range(0, groups).Select(group).ToArray();
        var grouped = plans.Sum(plan => plan.Size);
        return new PetPlan(plans, (int)Math.Round(grouped * outliers / (1 - outliers)))
        {
            Base = BaseCosine(draws),
            UnitLength = draws.Chance(0.7),
        };
    }

    private static GroupPlan Bursty(Draws draws, double cosine, int bursts, int views)
    {
        var sizes = BurstSizes(draws, Math.Min(bursts, views));
        return new GroupPlan(views + sizes.Sum(size => size - 1), cosine) { Bursts = sizes };
    }

    private static GroupPlan Alike(Draws draws, int size, int like) =>
        new(size, TightCosine(draws)) { Like = like, LikeCosine = draws.Between(0.75, 0.85) };

    private static int[] BurstSizes(Draws draws, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Math.Min(draws.Count(3, 15), draws.Count(3, 15)))];

    private static int[] Zipf(int largest, int groups, double exponent) =>
        [.. Enumerable.Range(1, groups).Select(rank => Math.Max(3, (int)Math.Round(largest * Math.Pow(rank, -exponent))))];

    private static double BaseCosine(Draws draws) => draws.Between(0.32, 0.55);

    private static double AnyCosine(Draws draws) => draws.Between(0.76, 0.93);

    private static double LooseCosine(Draws draws) => draws.Between(0.75, 0.82);

    private static double TightCosine(Draws draws) => draws.Between(0.88, 0.93);
}
