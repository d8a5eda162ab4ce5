namespace MediaClusters.LoadTests.Load;

/// <summary>How much load, and for how long.</summary>
internal abstract record LoadShape(int Connections, TimeSpan Duration)
{
    /// <summary>Closed loop: each caller sends its next request when it has the answer to the one before. Finds the rate at which the service is saturated.</summary>
    public sealed record Saturation(int Connections, TimeSpan Duration) : LoadShape(Connections, Duration);

    /// <summary>
    /// Open loop: requests arrive at a rate (a second) that goes evenly from <paramref name="From"/> to <paramref name="To"/>,
    /// whatever becomes of those before. Latency counts from the intended arrival, so a stall shows in all that it delays.
    /// </summary>
    public sealed record Arrivals(double From, double To, int Connections, TimeSpan Duration) : LoadShape(Connections, Duration)
    {
        public static Arrivals Constant(double rate, int connections, TimeSpan duration) => new(rate, rate, connections, duration);
    }
}
