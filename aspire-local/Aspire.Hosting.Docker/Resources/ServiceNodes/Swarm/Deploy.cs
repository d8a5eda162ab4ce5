namespace Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;

public sealed class Deploy
{
    public int? Replicas { get; set; }

    public Resources? Resources { get; set; }

    public UpdateConfig? UpdateConfig { get; set; }

    public RestartPolicy? RestartPolicy { get; set; }

    public LabelSpecs? Labels { get; set; }
}

public sealed class LabelSpecs : Dictionary<string, string>;

public sealed class Resources
{
    public ResourceSpec? Limits { get; set; }

    public ResourceSpec? Reservations { get; set; }
}

public sealed class ResourceSpec
{
    /// <summary>Cores, as "0.5".</summary>
    public string? Cpus { get; set; }

    /// <summary>Bytes, as "256M".</summary>
    public string? Memory { get; set; }
}

public sealed class RestartPolicy
{
    /// <summary>"none", "on-failure" or "any".</summary>
    public string? Condition { get; set; }

    public string? Delay { get; set; }

    public int? MaxAttempts { get; set; }

    public string? Window { get; set; }
}

public sealed class UpdateConfig
{
    public int? Parallelism { get; set; }

    public string? Delay { get; set; }

    /// <summary>"continue", "pause" or "rollback".</summary>
    public string? FailureAction { get; set; }

    public string? Monitor { get; set; }

    public string? MaxFailureRatio { get; set; }

    /// <summary>"stop-first" or "start-first".</summary>
    public string? Order { get; set; }
}
