using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Running;

internal sealed record RunnerServices(
    ResourceNotificationService Notifications,
    ResourceLoggerService Logs,
    IDistributedApplicationEventing Eventing,
    DistributedApplicationExecutionContext Execution,
    DistributedApplicationModel Model,
    ProcessLauncher Launcher,
    PortAllocator Ports,
    RunDirectory Directory,
    HealthMonitor Health,
    HostConsole Console,
    IOptions<RunOptions> Options,
    TimeProvider Time,
    IServiceProvider Services);
