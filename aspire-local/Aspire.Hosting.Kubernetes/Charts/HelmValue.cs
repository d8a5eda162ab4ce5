using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Kubernetes.Charts;

/// <summary>A value of the chart: where values.yaml has it, and what it has there.</summary>
/// <param name="Key">The key in values.yaml.</param>
/// <param name="Expression">What reads it there.</param>
/// <param name="Content">What it is, unless a parameter says so.</param>
/// <param name="Parameter">What gives it.</param>
internal sealed record HelmValue(string Key, string Expression, object? Content, ParameterResource? Parameter = null)
{
    private bool IsComposed => Content is string text && Helm.RefersToValues(text);

    /// <summary>What manifests hold: text that is put together of other values stands there itself.</summary>
    public string Template => Helm.AsText(IsComposed ? (string)Content! : Expression);

    public static HelmValue Of(ParameterResource parameter, string resource)
    {
        var key = Helm.ToKey(parameter.Name);
        return new(key, Helm.ValueExpression(parameter.Secret ? Helm.Secrets : Helm.Config, resource, key), Content: null, parameter);
    }

    /// <summary>What values.yaml holds; a place to fill in for what only the installation knows, secrets above all.</summary>
    public async Task<object> GetDefaultAsync(CancellationToken cancellationToken) => Parameter switch
    {
        { Secret: false, Default: not null } => await Parameter.GetValueAsync(cancellationToken) ?? "",
        null when !IsComposed => Content ?? "",
        _ => "",
    };

    public override string ToString() => Content?.ToString() ?? Expression;
}
