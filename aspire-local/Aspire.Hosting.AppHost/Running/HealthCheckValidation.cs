using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Running;

/// <summary>A resource whose check nobody registered would never be healthy: that stops the start instead.</summary>
internal sealed class HealthCheckValidation(DistributedApplicationModel model, ILogger<DistributedApplicationBuilder> logger) : IValidateOptions<HealthCheckServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, HealthCheckServiceOptions options)
    {
        var registered = options.Registrations.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        var missing = model.Resources
            .SelectMany(r => r.Annotations.OfType<HealthCheckAnnotation>().Select(a => (Resource: r.Name, a.Key)))
            .Where(c => !registered.Contains(c.Key))
            .ToList();

        foreach (var (resource, key) in missing)
            Log.CheckMissing(logger, key, resource);

        return missing.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail("A health check registration is missing. Check logs for more details.");
    }
}
