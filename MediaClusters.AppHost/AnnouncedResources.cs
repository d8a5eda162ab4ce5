namespace MediaClusters.AppHost;

/// <summary>What <see cref="ReadyAnnouncer"/> looks at.</summary>
internal sealed record AnnouncedResources(ProjectResource Api, ProjectResource Migrations, ParameterResource InternalToken);
