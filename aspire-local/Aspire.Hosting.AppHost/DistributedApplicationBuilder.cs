using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting;

public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private static readonly Dictionary<string, string> SwitchMappings = new(StringComparer.Ordinal)
    {
        ["--operation"] = "AppHost:Operation",
        ["--publisher"] = "Publishing:Publisher",
        ["--step"] = "Pipeline:Step",
        ["--output-path"] = "Pipeline:OutputPath",
        ["--log-level"] = "Pipeline:LogLevel",
        ["--include-exception-details"] = "Pipeline:IncludeExceptionDetails",
        ["--clear-cache"] = "Pipeline:ClearCache",
        ["--yes"] = "Pipeline:SkipConfirmation",
    };

    private readonly HostApplicationBuilder _inner;
    private readonly TestingHooks? _hooks = TestingHooks.Current;

    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        var settings = new HostApplicationBuilderSettings { Args = options.Args };
        _hooks?.Constructing(options, settings);

        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly();
        var projectDirectory = options.ProjectDirectory ?? BuildFacts.ProjectDirectory(AppHostAssembly);
        settings.ApplicationName ??= AppHostAssembly?.GetName().Name;

        _inner = new HostApplicationBuilder(settings);
        _inner.Configuration.AddCommandLine(options.Args ?? [], SwitchMappings);

        AppHostDirectory = projectDirectory ?? _inner.Environment.ContentRootPath;
        AppHostPath = Path.GetFullPath(Path.Join(AppHostDirectory, _inner.Environment.ApplicationName));
        ExecutionContext = new(IsPublishing(_inner.Configuration) ? DistributedApplicationOperation.Publish : DistributedApplicationOperation.Run);

        _inner.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["AppHost:Directory"] = AppHostDirectory,
            ["AppHost:Path"] = AppHostPath,
            ["AppHost:Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(ExecutionContext.IsPublishMode ? _inner.Environment.ApplicationName : AppHostPath.ToLowerInvariant()))),
        });

        AddServices(options);
    }

    public ConfigurationManager Configuration => _inner.Configuration;

    public string AppHostDirectory { get; }

    public string AppHostPath { get; }

    public Assembly? AppHostAssembly { get; }

    public IHostEnvironment Environment => _inner.Environment;

    public IServiceCollection Services => _inner.Services;

    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        ResourceNames.Validate(resource.Name);
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new DistributedApplicationResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        _hooks?.Building(this);

        // Those that were put into the collection itself.
        foreach (var resource in Resources)
            ResourceNames.Validate(resource.Name);

        var application = new DistributedApplication(_inner.Build()) { IsUnderTest = _hooks is not null };
        ExecutionContext.ServiceProvider = application.Services;
        _hooks?.Built(application);
        return application;
    }

    private void AddServices(DistributedApplicationOptions options)
    {
        // The framework's own chatter would drown what the resources print.
        _inner.Logging.AddFilter("Microsoft", LogLevel.Warning);
        _inner.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        _inner.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);

        Services.AddSingleton(options);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(Eventing);
        Services.AddSingleton(new DistributedApplicationModel(Resources));
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<ResourceNotificationService>();
        Services.AddSingleton<ResourceLoggerService>();
        Services.AddSingleton(services => new ResourceCommandService(services.GetRequiredService<Orchestrator>()));
        Services.AddSingleton<HostConsole>();
        Services.AddSingleton<Publisher>();
        Services.AddSingleton<Guardian>();
        Services.AddSingleton<RunDirectory>();
        Services.AddSingleton<ProcessLauncher>();
        Services.AddSingleton<PortAllocator>();
        Services.AddSingleton<HealthMonitor>();
        Services.AddSingleton<RunnerServices>();
        Services.AddSingleton<Orchestrator>();
        Services.AddLocalHttp();
        Services.AddHealthChecks();
        Services.AddSingleton<IValidateOptions<HealthCheckServiceOptions>, HealthCheckValidation>();
        Services.AddOptions<RunOptions>().BindConfiguration(RunOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMinutes(2));
        Services.AddHostedService(services => services.GetRequiredService<Orchestrator>());

        if (_hooks is null && ExecutionContext.IsRunMode)
            Services.AddHostedService<ParentWatch>();
    }

    private static bool IsPublishing(ConfigurationManager configuration) =>
        string.Equals(configuration["AppHost:Operation"], "publish", StringComparison.OrdinalIgnoreCase)
        || (configuration["AppHost:Operation"] is null or "" && !string.IsNullOrEmpty(configuration["Publishing:Publisher"]));
}
