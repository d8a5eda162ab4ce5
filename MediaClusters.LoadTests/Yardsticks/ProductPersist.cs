using System.Globalization;
using MediaClusters.LoadTests.Graph;
using MediaClusters.LoadTests.Load;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Jobs;
using MediaClusters.Persistence.Schema;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaClusters.LoadTests.Yardsticks;

/// <summary>The product's own store, in this process, with the connections a service makes to the graph's servers.</summary>
internal sealed class ProductPersist : IDisposable
{
    private readonly IHost _host;
    private readonly IClusterStore _store;
    private readonly PersistStock _stock;
    private readonly Uri _address;
    private readonly long _jobs;
    private long _taken;

    /// <param name="graph">Its servers.</param>
    /// <param name="stock">Its jobs.</param>
    /// <param name="jobs">How many there are.</param>
    public ProductPersist(LoadGraph graph, PersistStock stock, long jobs)
    {
        (_stock, _jobs, _address) = (stock, jobs, graph.Address);
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:media-clusters"] = graph.Database,
            ["ConnectionStrings:cache"] = graph.Redis,
            ["Database:MaxPoolSize"] = 20.ToString(CultureInfo.InvariantCulture),
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddDatabase(database => database.MapMediaClustersTypes());
        builder.AddCache();
        builder.Services.AddMediaClustersPersistence();
        _host = builder.Build();
        _store = _host.Services.GetRequiredService<IClusterStore>();
    }

    public Scenario Scenario(string name) => new(name, _address, async (_, cancellationToken) =>
    {
        var number = Interlocked.Increment(ref _taken);
        if (number > _jobs)
            return $"The stock of {_jobs} jobs is used up.";
        var id = PersistStock.Id(number);
        var job = new ClaimedJob(id, id, 1, PersistStock.Worker, 5, Force: true, null, DateTimeOffset.UnixEpoch);
        var next = new NextVersion(Follows: 0, Number: 1, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetTimestamp());
        var written = await _store.PersistAsync(job, next, _stock.Result, new(new byte[32], "clip"), beforeCommit: null, cancellationToken);
        return written?.Version == 1 ? null : $"{id}: version {written?.Version}";
    });

    public void Dispose() => _host.Dispose();
}
