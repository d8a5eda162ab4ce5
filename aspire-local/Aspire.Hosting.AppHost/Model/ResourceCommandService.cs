namespace Aspire.Hosting.ApplicationModel;

public static class KnownResourceCommands
{
    public static readonly string StartCommand = "start";
    public static readonly string StopCommand = "stop";
    public static readonly string RestartCommand = "restart";
}

public sealed class ExecuteCommandResult
{
    public required bool Success { get; init; }

    public bool Canceled { get; init; }

    public string? Message { get; init; }
}

/// <summary>Starts, stops and restarts resources of a running application.</summary>
public class ResourceCommandService
{
    private readonly Running.Orchestrator _orchestrator;

    internal ResourceCommandService(Running.Orchestrator orchestrator) => _orchestrator = orchestrator;

    /// <param name="resource">The resource, with all its replicas.</param>
    /// <param name="commandName">One of <see cref="KnownResourceCommands"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return _orchestrator.ExecuteAsync(resource, commandName, cancellationToken);
    }

    /// <param name="resourceId">The id of an instance, or the name of a resource that has only one.</param>
    /// <param name="commandName">One of <see cref="KnownResourceCommands"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default) =>
        _orchestrator.ExecuteAsync(resourceId, commandName, cancellationToken);
}
