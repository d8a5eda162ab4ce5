using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

/// <summary>Starts every resource and, at the end, stops them again: who depends on others first.</summary>
internal sealed class Orchestrator(RunnerServices services, IConfiguration configuration) : IHostedService, IDisposable
{
    private readonly List<ResourceRunner> _runners = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _followers = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var resources = services.Model.Resources.ToList();

        foreach (var resource in resources)
        {
            AllocateEndpoints(resource);
            AddRunners(resource);
        }

        foreach (var resource in resources)
            await AnnounceAsync(resource);

        _followers = Task.WhenAll(resources.Where(r => !r.HasAnnotationOfType<ProgramAnnotation>()).Select(r => new StaticResource(r, services).FollowAsync(_stopping.Token)));

        foreach (var runner in _runners)
            await runner.StartAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var level in _runners.GroupBy(r => Depth(r.Resource, [])).OrderByDescending(g => g.Key))
            await Task.WhenAll(level.Select(r => r.StopAsync()));

        // Last, since what still waits would take the end of a part of a server for a failure.
        await _stopping.CancelAsync();
        await _followers;
    }

    public async Task<ExecuteCommandResult> ExecuteAsync(string resourceId, string command, CancellationToken cancellationToken) =>
        services.Notifications.TryGetCurrentState(resourceId, out var instance)
            ? await ExecuteAsync(instance.Resource, _runners.Where(r => r.Id == instance.ResourceId).ToList(), command, cancellationToken)
            : new() { Success = false, Message = $"Resource '{resourceId}' not found." };

    public Task<ExecuteCommandResult> ExecuteAsync(IResource resource, string command, CancellationToken cancellationToken) =>
        ExecuteAsync(resource, _runners.Where(r => r.Resource == resource).ToList(), command, cancellationToken);

    private static async Task<ExecuteCommandResult> ExecuteAsync(IResource resource, List<ResourceRunner> chosen, string command, CancellationToken cancellationToken)
    {
        string[] known = [KnownResourceCommands.StartCommand, KnownResourceCommands.StopCommand, KnownResourceCommands.RestartCommand];

        if (chosen.Count == 0 || !known.Contains(command, StringComparer.Ordinal))
        {
            var names = chosen.Count > 1 ? chosen.Select(r => r.Id) : [resource.Name];
            return new() { Success = false, Message = string.Join('\n', names.Select(n => $"Command '{command}' not available for resource '{n}'.")) };
        }

        if (command == KnownResourceCommands.StopCommand || command == KnownResourceCommands.RestartCommand)
            await Task.WhenAll(chosen.Select(r => r.StopAsync())).WaitAsync(cancellationToken);

        if (command == KnownResourceCommands.StartCommand || command == KnownResourceCommands.RestartCommand)
            await Task.WhenAll(chosen.Select(r => r.StartAsync())).WaitAsync(cancellationToken);

        return new() { Success = true };
    }

    public void Dispose()
    {
        _runners.ForEach(r => r.Dispose());
        _stopping.Dispose();
    }

    private void AllocateEndpoints(IResource resource)
    {
        var randomize = configuration.GetValue("DcpPublisher:RandomizePorts", defaultValue: false);

        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            for (var replica = 0; replica < resource.GetReplicaCount(); replica++)
            {
                var wanted = randomize || replica > 0 || endpoint.Port is 0 ? null : endpoint.Port;
                var port = wanted is { } fixedPort && services.Ports.TryHold(fixedPort) ? fixedPort : services.Ports.Next();

                if (wanted is not null && port != wanted)
                    services.Console.Info($"{resource.Name}: port {wanted} is in use, so it answers on {port}.");

                endpoint.SetAllocated(replica, new AllocatedEndpoint(endpoint, "localhost", port));
            }
        }
    }

    private void AddRunners(IResource resource)
    {
        if (!resource.HasAnnotationOfType<ProgramAnnotation>())
            return;

        var ids = resource.GetInstanceIds();

        for (var i = 0; i < ids.Count; i++)
        {
            var name = ids.Count == 1 ? resource.Name : $"{resource.Name}-{i + 1}";
            services.Console.Register(ids[i], name);
            _runners.Add(new ResourceRunner(resource, i, ids[i], name, services));
        }
    }

    private async Task AnnounceAsync(IResource resource)
    {
        var ids = resource.GetInstanceIds();

        for (var i = 0; i < ids.Count; i++)
        {
            var replica = i;
            await services.Notifications.PublishUpdateAsync(resource, ids[i], s => s with
            {
                State = s.State ?? KnownResourceStates.NotStarted,
                Urls = [.. resource.Annotations.OfType<EndpointAnnotation>().Select(e => new UrlSnapshot(e.Name, e.AllocatedFor(replica)!.UriString, IsInternal: false))],
            });
        }
    }

    private static int Depth(IResource resource, HashSet<IResource> path)
    {
        // A circle has no order; it is cut where it is noticed.
        if (!path.Add(resource))
            return 0;

        var dependencies = resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource)
            .Concat(resource.Annotations.OfType<DependencyAnnotation>().Select(d => d.Resource))
            .Concat(resource is IResourceWithParent child ? [child.Parent] : []);

        var depth = dependencies.Select(d => Depth(d, path) + 1).DefaultIfEmpty(0).Max();
        path.Remove(resource);
        return depth;
    }
}
