using Aspire.Hosting;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace AspireLocal.Tests.Publishing;

public sealed class KubernetesManifestTests
{
    [Fact]
    public async Task Pod_members_are_written_in_their_order()
    {
        using var chart = await KubernetesPublish.OfAsync(b => b.AddImage("web").PublishAsKubernetesService(s =>
        {
            s.Workload!.PodTemplate.Metadata.Annotations["checked"] = "yes";
            SetPod(s.Workload.PodTemplate.Spec);
            SetContainer(s.Workload.PodTemplate.Spec.Containers[0]);
        }));

        var deployment = chart["templates/web/deployment.yaml"];
        deployment[deployment.IndexOf("    metadata:\n", StringComparison.Ordinal)..deployment.IndexOf("  selector:\n", StringComparison.Ordinal)].ShouldBe(Pod);
    }

    [Fact]
    public async Task Deployment_members_are_written_in_their_order()
    {
        using var chart = await KubernetesPublish.OfAsync(b => b.AddImage("web").PublishAsKubernetesService(s =>
        {
            var spec = ((Deployment)s.Workload!).Spec;
            spec.Paused = false;
            spec.MinReadySeconds = 10;
            spec.ProgressDeadlineSeconds = 600;
            spec.Replicas = null;
            spec.Strategy.RollingUpdate.MaxUnavailable = 0;
        }));

        chart["templates/web/deployment.yaml"].ShouldContain("spec:\n  paused: false\n  template:\n");
        chart["templates/web/deployment.yaml"].ShouldEndWith(
            """
              minReadySeconds: 10
              progressDeadlineSeconds: 600
              revisionHistoryLimit: 3
              strategy:
                rollingUpdate:
                  maxSurge: 1
                  maxUnavailable: 0
                type: "RollingUpdate"

            """);
    }

    [Fact]
    public async Task Lifecycle_action_that_is_not_taken_away_is_written()
    {
        using var chart = await KubernetesPublish.OfAsync(b => b.AddImage("web").PublishAsKubernetesService(s =>
            s.Workload!.PodTemplate.Spec.Containers[0].Lifecycle = new() { PreStop = new() { Sleep = { Seconds = 5 } } }));

        chart["templates/web/deployment.yaml"].ShouldContain(
            """
                        preStop:
                          exec: {}
                          sleep:
                            seconds: 5
                          httpGet: {}
                          tcpSocket:
                            port: 0

            """);
    }

    private static void SetPod(PodSpecV1 pod)
    {
        pod.PriorityClassName = "high";
        pod.ServiceAccountName = "web";
        pod.AutomountServiceAccountToken = false;
        pod.NodeSelector["disk"] = "ssd";
        pod.ImagePullSecrets.Add(new() { Name = "registry" });
        pod.InitContainers.Add(new() { Name = "wait", Image = "pets/wait:1" });
        pod.TerminationGracePeriodSeconds = 45;
        pod.TopologySpreadConstraints.Add(new() { MaxSkew = 1, TopologyKey = "zone", WhenUnsatisfiable = "ScheduleAnyway", LabelSelector = new(new() { ["a"] = "b" }) });
        pod.Volumes.Add(new() { Name = "temp", EmptyDir = new() });
        pod.Volumes.Add(new() { Name = "sized", EmptyDir = new() { Medium = "Memory", SizeLimit = "64Mi" } });
        pod.Volumes.Add(new() { Name = "ca", Secret = new() { SecretName = "ca", DefaultMode = 256, Items = { new() { Key = "crt", Path = "ca.crt" } } } });
        pod.Volumes.Add(new() { Name = "settings", ConfigMap = new() { Name = "settings", Optional = true } });
        pod.SecurityContext = new() { RunAsNonRoot = true, FsGroup = 1654, SeccompProfile = new() { Type = "RuntimeDefault" } };
        pod.RestartPolicy = "Always";
    }

    private static void SetContainer(ContainerV1 container)
    {
        container.Resources = new() { Limits = { ["memory"] = "512Mi" }, Requests = { ["cpu"] = "250m", ["memory"] = "256Mi" } };
        container.SecurityContext = new() { ReadOnlyRootFilesystem = true, AllowPrivilegeEscalation = false, Capabilities = new() { Drop = { "ALL" } } };
        container.Lifecycle = new() { PreStop = new() { Sleep = new() { Seconds = 5 }, Exec = null!, HttpGet = null!, TcpSocket = null! } };
        container.Env.Add(new() { Name = "EMPTY", Value = "" });
        container.Env.Add(new() { Name = "POD", ValueFrom = new() { FieldRef = new() { FieldPath = "metadata.name" } } });
        container.Env.Add(new() { Name = "TOKEN", ValueFrom = new() { SecretKeyRef = new() { Name = "tokens", Key = "web" } } });
        container.EnvFrom.Add(new() { Prefix = "X_", SecretRef = new() { Name = "more", Optional = true } });
        container.VolumeMounts.Add(new() { Name = "temp", MountPath = "/tmp", ReadOnly = false });
        container.Ports.Add(new() { Name = "debug", Protocol = "TCP", ContainerPort = 9229 });
    }

    private const string Pod =
        """
            metadata:
              annotations:
                checked: "yes"
              labels:
                app.kubernetes.io/name: "{{ .Chart.Name }}"
                app.kubernetes.io/component: "web"
                app.kubernetes.io/instance: "{{ .Release.Name }}"
            spec:
              priorityClassName: "high"
              serviceAccountName: "web"
              automountServiceAccountToken: false
              nodeSelector:
                disk: "ssd"
              containers:
                - image: "registry.test/tool:1.2"
                  lifecycle:
                    preStop:
                      sleep:
                        seconds: 5
                  name: "web"
                  envFrom:
                    - secretRef:
                        name: "more"
                        optional: true
                      prefix: "X_"
                  ports:
                    - name: "debug"
                      protocol: "TCP"
                      containerPort: 9229
                  resources:
                    limits:
                      memory: "512Mi"
                    requests:
                      cpu: "250m"
                      memory: "256Mi"
                  volumeMounts:
                    - name: "temp"
                      mountPath: "/tmp"
                      readOnly: false
                  securityContext:
                    readOnlyRootFilesystem: true
                    allowPrivilegeEscalation: false
                    capabilities:
                      drop:
                        - "ALL"
                  env:
                    - name: "EMPTY"
                    - name: "POD"
                      valueFrom:
                        fieldRef:
                          fieldPath: "metadata.name"
                    - name: "TOKEN"
                      valueFrom:
                        secretKeyRef:
                          name: "tokens"
                          key: "web"
                  imagePullPolicy: "IfNotPresent"
              imagePullSecrets:
                - name: "registry"
              initContainers:
                - image: "pets/wait:1"
                  name: "wait"
                  imagePullPolicy: "IfNotPresent"
              terminationGracePeriodSeconds: 45
              topologySpreadConstraints:
                - whenUnsatisfiable: "ScheduleAnyway"
                  labelSelector:
                    matchLabels:
                      a: "b"
                  maxSkew: 1
                  topologyKey: "zone"
              volumes:
                - name: "temp"
                  emptyDir: {}
                - name: "sized"
                  emptyDir:
                    medium: "Memory"
                    sizeLimit: "64Mi"
                - name: "ca"
                  secret:
                    defaultMode: 256
                    secretName: "ca"
                    items:
                      - path: "ca.crt"
                        key: "crt"
                - name: "settings"
                  configMap:
                    name: "settings"
                    optional: true
              securityContext:
                seccompProfile:
                  type: "RuntimeDefault"
                fsGroup: 1654
                runAsNonRoot: true
              restartPolicy: "Always"

        """;
}
