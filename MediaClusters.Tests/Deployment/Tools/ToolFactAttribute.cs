namespace MediaClusters.Tests.Deployment.Tools;

/// <summary>A test that runs only where its tools are: always under test.sh, which installs them or fails, but not in every IDE.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] tools) => Skip = Missing(tools);

    internal static string? Missing(string[] tools)
        => Array.Find(tools, tool => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(tool))) is { } missing
            ? $"{missing} is not set: run ./test.sh, which installs what is missing."
            : null;
}

/// <summary><see cref="ToolFactAttribute"/> with rows of data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(params string[] tools) => Skip = ToolFactAttribute.Missing(tools);
}
