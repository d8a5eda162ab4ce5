using MediaClusters.Chaos.Cluster;

await using var cluster = await ChaosCluster.StartAsync(new() { LogFolder = "/tmp/chaos-logs" }, CancellationToken.None);
foreach (var service in cluster.Services)
    Console.WriteLine($"{cluster.Clock.Elapsed} {service.Name} {service.Address} {service.Id} {service.ResidentBytes >> 20} MB {service.Postgres.Connections} {service.Redis.Connections}");
Console.WriteLine(cluster.DirectDatabase);
Console.WriteLine(cluster.Token);
Console.ReadLine();
await cluster.StopAsync(CancellationToken.None);
foreach (var exit in cluster.Exits)
    Console.WriteLine(exit);
return 0;
