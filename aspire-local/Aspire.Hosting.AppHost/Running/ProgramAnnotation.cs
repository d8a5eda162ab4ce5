using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>How a resource becomes a process: what a container image is in Aspire.</summary>
internal sealed class ProgramAnnotation(Func<ProgramContext, CancellationToken, Task<ProcessSpec>> prepare) : IResourceAnnotation
{
    public Func<ProgramContext, CancellationToken, Task<ProcessSpec>> Prepare { get; } = prepare;
}

/// <summary>What a program may use while it is prepared.</summary>
/// <param name="Name">The replica's display name.</param>
/// <param name="Replica">0 for the first.</param>
/// <param name="Directory">Holds files until the end of the run.</param>
/// <param name="Options">The run's options.</param>
/// <param name="Services">The application's services.</param>
/// <param name="Say">Writes a line about the resource.</param>
internal sealed record ProgramContext(string Name, int Replica, RunDirectory Directory, RunOptions Options, IServiceProvider Services, Action<string> Say);

/// <summary>Dependencies that only count when stopping: what was referenced stops after who refers to it.</summary>
internal sealed class DependencyAnnotation(IResource resource) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;
}
