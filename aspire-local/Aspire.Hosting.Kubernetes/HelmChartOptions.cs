using System.Text.RegularExpressions;

namespace Aspire.Hosting.Kubernetes;

/// <summary>What Chart.yaml says of the chart.</summary>
public sealed partial class HelmChartOptions
{
    private const int MaxNameLength = 250;
    private const int MaxDescriptionLength = 1024;
    private const int RegexTimeout = 1000;
    private readonly KubernetesEnvironmentResource _environment;

    internal HelmChartOptions(KubernetesEnvironmentResource environment) => _environment = environment;

    /// <exception cref="ArgumentException">Helm takes letters, digits, '-', '_' and '.', 250 at most.</exception>
    public HelmChartOptions WithChartName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        if (name.Length > MaxNameLength || !Name().IsMatch(name))
            throw new ArgumentException($"'{name}' cannot be a chart's name: letters, digits, '-', '_' and '.', {MaxNameLength} at most.", nameof(name));

        _environment.HelmChartName = name;
        return this;
    }

    /// <summary>Sets the chart's version, which becomes the application's as well.</summary>
    /// <exception cref="ArgumentException">Not a semantic version, of which the last parts may be missing and which may start with a 'v'.</exception>
    public HelmChartOptions WithChartVersion(string version)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(version);

        if (!Version().IsMatch(version))
            throw new ArgumentException($"'{version}' cannot be a chart's version: Helm takes 1, 1.2, 1.2.3, v1.2.3 or 1.2.3-beta.1+ef365.", nameof(version));

        _environment.HelmChartVersion = version;
        return this;
    }

    /// <exception cref="ArgumentException">Longer than 1,024 characters.</exception>
    public HelmChartOptions WithChartDescription(string description)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(description);

        if (description.Length > MaxDescriptionLength)
            throw new ArgumentException($"A chart's description has {MaxDescriptionLength} characters at most.", nameof(description));

        _environment.HelmChartDescription = description;
        return this;
    }

    [GeneratedRegex(@"^[a-zA-Z0-9._-]+\z", RegexOptions.None, RegexTimeout)]
    private static partial Regex Name();

    // A number has no leading zeros, neither in the version nor among the parts of its pre-release.
    [GeneratedRegex(
        """
        ^[vV]?
        (0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){0,2}
        (-(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*)?
        (\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?\z
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        RegexTimeout)]
    private static partial Regex Version();
}
