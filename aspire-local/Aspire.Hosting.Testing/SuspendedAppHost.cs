using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// An AppHost whose entry point runs on a thread of its own and stands still where it builds its
/// application, until the test builds it; its call of Run then lasts as long as the test's application.
/// </summary>
internal sealed class SuspendedAppHost(Assembly assembly, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> constructing)
{
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _resume = new();
    private volatile bool _abandoned;

    public Task<DistributedApplicationBuilder> StartAsync(CancellationToken cancellationToken)
    {
        if (assembly.EntryPoint is null)
            throw new InvalidOperationException($"Assembly {assembly.GetName().Name} does not have an entry point.");

        new Thread(Invoke) { IsBackground = true, Name = $"{assembly.GetName().Name}.EntryPoint" }.Start();
        return _builder.Task.WaitAsync(cancellationToken);
    }

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _resume.TrySetResult();
        return _application.Task.WaitAsync(cancellationToken);
    }

    public void Abandon()
    {
        _abandoned = true;
        _resume.TrySetResult();
    }

    private void Invoke()
    {
        TestingHooks.Current = new TestingHooks(constructing, Suspend, Hand);

        try
        {
            var entryPoint = assembly.EntryPoint!;
            entryPoint.Invoke(obj: null, entryPoint.GetParameters().Length == 0 ? [] : [args]);
            Fail(new InvalidOperationException($"The entry point exited without building and running a {nameof(DistributedApplication)}."));
        }
        catch (TargetInvocationException e)
        {
            Fail(e.InnerException ?? e);
        }
    }

    private void Suspend(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        _resume.Task.GetAwaiter().GetResult();

        if (_abandoned)
            throw new OperationCanceledException("The test has gone without building the application.");
    }

    private void Hand(DistributedApplication application)
    {
        application.HasEntryPoint = true;
        _application.TrySetResult(application);
    }

    private void Fail(Exception exception)
    {
        _builder.TrySetException(exception);

        if (!_application.TrySetException(exception) && _application.Task.IsCompletedSuccessfully)
            _application.Task.Result.FailEntryPoint(exception);
    }
}
