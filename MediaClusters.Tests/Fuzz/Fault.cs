namespace MediaClusters.Tests.Fuzz;

/// <summary>One way to spoil a request that is right.</summary>
internal sealed record Fault(string Name, Action<FuzzRequest, Random> Apply)
{
    public static Fault Header(string name, params string[] values) => new($"header {name}", (request, random) =>
        request.Set(name, values[random.Next(values.Length)]));

    public void Spoil(FuzzRequest request, Random random)
    {
        Apply(request, random);
        request.Faults.Add(Name);
    }
}
