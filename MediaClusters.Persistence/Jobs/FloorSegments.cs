namespace MediaClusters.Persistence.Jobs;

/// <summary>
/// All priorities from the highest to the lowest, in segments: one that jobs are known of has a segment of its own, those
/// between them share one. Nothing that can be claimed is known of below a segment's floor.
/// </summary>
/// <param name="Look">The look at the queue that this goes back to; 0 for none.</param>
/// <param name="Lows">The lowest priority of each segment.</param>
/// <param name="Highs">The highest.</param>
/// <param name="Floors">Their floors, times of <c>run_after</c>.</param>
/// <param name="LeaseFloor">No job that is being processed has a lease that ends before this.</param>
internal sealed record FloorSegments(long Look, short[] Lows, short[] Highs, DateTimeOffset[] Floors, DateTimeOffset LeaseFloor)
{
    public const short Lowest = -100;
    public const short Highest = 100;

    /// <summary>Minus infinity to Postgres.</summary>
    public static readonly DateTimeOffset NoFloor = DateTimeOffset.MinValue;

    /// <summary>Before anybody has looked.</summary>
    public static FloorSegments Unknown { get; } = new(0, [Lowest], [Highest], [NoFloor], NoFloor);

    /// <param name="look">The look's number.</param>
    /// <param name="known">Floors by priority.</param>
    /// <param name="others">The floor of all other priorities.</param>
    /// <param name="leases">See <see cref="LeaseFloor"/>.</param>
    public static FloorSegments Of(long look, IReadOnlyDictionary<short, DateTimeOffset> known, DateTimeOffset others, DateTimeOffset leases)
    {
        var (lows, highs, floors) = (new List<short>(), new List<short>(), new List<DateTimeOffset>());
        var high = Highest;
        foreach (var (priority, floor) in known.OrderByDescending(one => one.Key))
        {
            if (priority < high)
                Add((short)(priority + 1), high, others);
            Add(priority, priority, floor);
            high = (short)(priority - 1);
        }

        if (high >= Lowest)
            Add(Lowest, high, others);
        return new(look, [.. lows], [.. highs], [.. floors], leases);

        void Add(short low, short high, DateTimeOffset floor)
        {
            lows.Add(low);
            highs.Add(high);
            floors.Add(floor);
        }
    }
}
