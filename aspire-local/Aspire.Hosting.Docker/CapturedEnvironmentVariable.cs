using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Docker;

/// <summary>A variable that the compose file leaves to the <c>.env</c> file beside it.</summary>
public sealed class CapturedEnvironmentVariable
{
    public required string Name { get; init; }

    /// <summary>The comment above the variable.</summary>
    public string? Description { get; set; }

    /// <summary>Not written: <c>.env</c> gets the names alone.</summary>
    public string? DefaultValue { get; set; }

    /// <summary>The parameter it stands for; null for a project's image and port.</summary>
    public object? Source { get; set; }

    public IResource? Resource { get; set; }
}
