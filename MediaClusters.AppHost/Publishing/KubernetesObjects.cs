using Aspire.Hosting.Kubernetes.Resources;
using YamlDotNet.Serialization;

namespace MediaClusters.AppHost.Publishing;

// Objects that Aspire has no class for, or none that takes its numbers from the chart's values.

public sealed class Job() : Workload("batch/v1", "Job")
{
    public JobSpec Spec { get; set; } = new();

    [YamlIgnore]
    public override PodTemplateSpecV1 PodTemplate => Spec.Template;
}

public sealed class JobSpec
{
    public int BackoffLimit { get; set; }

    public int ActiveDeadlineSeconds { get; set; }

    public PodTemplateSpecV1 Template { get; set; } = new();
}

public sealed class PodDisruptionBudget() : BaseKubernetesResource("policy/v1", "PodDisruptionBudget")
{
    public PodDisruptionBudgetSpec Spec { get; set; } = new();
}

public sealed class PodDisruptionBudgetSpec
{
    public Int32OrStringV1? MaxUnavailable { get; set; }

    public LabelSelectorV1 Selector { get; set; } = new();
}

public sealed class HorizontalPodAutoscaler() : BaseKubernetesResource("autoscaling/v2", "HorizontalPodAutoscaler")
{
    public HorizontalPodAutoscalerSpec Spec { get; set; } = new();
}

public sealed class HorizontalPodAutoscalerSpec
{
    public ScaleTarget ScaleTargetRef { get; set; } = new();

    public Int32OrStringV1? MinReplicas { get; set; }

    public Int32OrStringV1? MaxReplicas { get; set; }

    public IReadOnlyList<ScalingMetric> Metrics { get; set; } = [];
}

public sealed class ScaleTarget
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public string? Name { get; set; }
}

public sealed class ScalingMetric
{
    public string? Type { get; set; }

    public ResourceMetric? Resource { get; set; }
}

public sealed class ResourceMetric
{
    public string? Name { get; set; }

    public ResourceMetricTarget? Target { get; set; }
}

public sealed class ResourceMetricTarget
{
    public string? Type { get; set; }

    public Int32OrStringV1? AverageUtilization { get; set; }
}
