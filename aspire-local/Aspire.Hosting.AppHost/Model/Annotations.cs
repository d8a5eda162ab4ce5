using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.ApplicationModel;

public enum ResourceAnnotationMutationBehavior
{
    Append = 0,
    Replace = 1,
}

public enum WaitType
{
    WaitUntilHealthy = 0,
    WaitForCompletion = 1,
}

public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;

    public WaitType WaitType { get; } = waitType;

    public int ExitCode { get; } = exitCode;
}

public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    public string Key { get; } = key;
}

public sealed class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    public int Replicas { get; } = replicas;
}

public class EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) : IResourceAnnotation
{
    public Func<EnvironmentCallbackContext, Task> Callback { get; } = callback;
}

public class EnvironmentCallbackContext(DistributedApplicationExecutionContext executionContext, IResource resource, Dictionary<string, object>? environmentVariables = null, CancellationToken cancellationToken = default)
{
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    public IResource Resource { get; } = resource;

    public Dictionary<string, object> EnvironmentVariables { get; } = environmentVariables ?? [];

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public ILogger Logger { get; set; } = NullLogger.Instance;
}

public class CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback) : IResourceAnnotation
{
    public Func<CommandLineArgsCallbackContext, Task> Callback { get; } = callback;
}

public sealed class CommandLineArgsCallbackContext(IList<object> args, IResource resource, CancellationToken cancellationToken = default)
{
    public IList<object> Args { get; } = args;

    public IResource Resource { get; } = resource;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public DistributedApplicationExecutionContext ExecutionContext { get; init; } = new(DistributedApplicationOperation.Run);

    public ILogger Logger { get; init; } = NullLogger.Instance;
}

/// <summary>The image that a resource is deployed as.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    public string? Registry { get; set; }

    public required string Image { get; set; }

    public string? Tag { get; set; }

    public string? SHA256 { get; set; }
}

/// <summary>The resource sends its telemetry to the dashboard of the place it is deployed to.</summary>
public class OtlpExporterAnnotation : IResourceAnnotation;

/// <summary>The endpoints that one resource hands to another; one annotation a pair of resources.</summary>
internal sealed class EndpointReferenceAnnotation(IResourceWithEndpoints resource) : IResourceAnnotation
{
    public IResourceWithEndpoints Resource { get; } = resource;

    public bool UseAllEndpoints { get; set; }

    public HashSet<string> EndpointNames { get; } = new(StringComparer.OrdinalIgnoreCase);
}
