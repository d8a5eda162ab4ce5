using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

[Experimental("ASPIREPROBES001", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
public enum ProbeType
{
    Startup = 0,
    Readiness = 1,
    Liveness = 2,
}

/// <summary>How the place a resource is deployed to asks after its health. Times are in seconds, thresholds in answers in a row.</summary>
[Experimental("ASPIREPROBES001", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
public abstract class ProbeAnnotation : IResourceAnnotation
{
    public required ProbeType Type { get; init; }

    public int InitialDelaySeconds { get; init; } = 5;

    public int PeriodSeconds { get; init; } = 5;

    public int TimeoutSeconds { get; set; } = 1;

    public int FailureThreshold { get; init; } = 3;

    public int SuccessThreshold { get; init; } = 1;
}

[Experimental("ASPIREPROBES001", UrlFormat = "https://aka.ms/aspire/diagnostics/{0}")]
public sealed class EndpointProbeAnnotation : ProbeAnnotation
{
    public required EndpointReference EndpointReference { get; init; }

    public required string Path { get; init; }
}
