using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace Aspire.Hosting.Kubernetes.Charts;

/// <summary>The names and expressions of a chart: what lies in values.yaml is reached by section, resource and key.</summary>
internal static partial class Helm
{
    public const string Parameters = "parameters";
    public const string Secrets = "secrets";
    public const string Config = "config";
    private const int RegexTimeout = 1000;

    /// <summary>A key of values.yaml as expressions can reach it, which read a hyphen as a minus.</summary>
    public static string ToKey(string name) => name.Replace('-', '_');

    public static string Expression(string path) => $"{{{{ {path} }}}}";

    public static string ValueExpression(string section, string resource, string key) => Expression(ToKey($".Values.{section}.{resource}.{key}"));

    /// <summary>What a resource's object of a kind is called in the cluster.</summary>
    public static string ObjectName(string resource, string kind) => $"{resource.ToLowerInvariant()}-{kind}";

    public static string ChartName(string application) => application.ToLowerInvariant().Replace('_', '-').Replace('.', '-');

    public static bool RefersToValues(string text) => text.Contains(".Values.", StringComparison.Ordinal) && AnyExpression().IsMatch(text);

    public static bool RefersToSecrets(string text) => text.Contains($".Values.{Secrets}.", StringComparison.Ordinal) && AnyExpression().IsMatch(text);

    /// <summary>Expressions that become numbers, or whole branches, must reach Helm without quotes.</summary>
    public static ScalarStyle StyleOf(string text) =>
        Branch().IsMatch(text) || (SingleExpression().IsMatch(text) && NumericExpression().IsMatch(text)) ? ScalarStyle.ForcePlain : ScalarStyle.DoubleQuoted;

    /// <summary>Turns numeric expressions into text where a manifest takes nothing else.</summary>
    public static string AsText(string text) => NumericExpression().Replace(text, "${expression} | toString }}");

    [GeneratedRegex(@"\{\{[^{}]+\}\}", RegexOptions.None, RegexTimeout)]
    private static partial Regex AnyExpression();

    [GeneratedRegex(@"^\{\{[^{}]+\}\}$", RegexOptions.None, RegexTimeout)]
    private static partial Regex SingleExpression();

    [GeneratedRegex(@"(?<expression>\{\{[^}]*\|\s*(int|int64|float64))\s*\}\}", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex NumericExpression();

    [GeneratedRegex(@"^\{\{\s*if\b", RegexOptions.None, RegexTimeout)]
    private static partial Regex Branch();
}
