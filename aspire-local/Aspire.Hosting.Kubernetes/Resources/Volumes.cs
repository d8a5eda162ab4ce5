namespace Aspire.Hosting.Kubernetes.Resources;

public sealed class VolumeV1
{
    public string Name { get; set; } = null!;

    public ConfigMapVolumeSourceV1? ConfigMap { get; set; }

    public EmptyDirVolumeSourceV1? EmptyDir { get; set; }

    public SecretVolumeSourceV1? Secret { get; set; }
}

public sealed class ConfigMapVolumeSourceV1
{
    public int? DefaultMode { get; set; }

    public string Name { get; set; } = null!;

    public bool? Optional { get; set; }

    public List<KeyToPathV1> Items { get; } = [];
}

public sealed class EmptyDirVolumeSourceV1
{
    public string? Medium { get; set; }

    public string? SizeLimit { get; set; }
}

public sealed class SecretVolumeSourceV1
{
    public int? DefaultMode { get; set; }

    public string SecretName { get; set; } = null!;

    public bool? Optional { get; set; }

    public List<KeyToPathV1> Items { get; } = [];
}

public sealed class KeyToPathV1
{
    public int? Mode { get; set; }

    public string Path { get; set; } = null!;

    public string Key { get; set; } = null!;
}

public sealed class VolumeMountV1
{
    public string Name { get; set; } = null!;

    public string MountPath { get; set; } = null!;

    public string SubPath { get; set; } = null!;

    public bool? ReadOnly { get; set; }
}
