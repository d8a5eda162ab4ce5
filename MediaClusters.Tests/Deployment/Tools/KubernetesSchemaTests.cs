namespace MediaClusters.Tests.Deployment.Tools;

public sealed class KubernetesSchemaTests
{
    private const string Good = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: api
          labels: { app: api }
        spec:
          replicas: 2
          selector:
            matchLabels: { app: api }
          strategy:
            rollingUpdate: { maxUnavailable: 25% }
          template:
            metadata:
              labels: { app: api }
            spec:
              restartPolicy: Always
              containers:
                - name: api
                  image: registry.example/api:1
                  env:
                    - name: LEVEL
                      value: "1"
                  ports:
                    - containerPort: 8080
                      protocol: TCP
                  resources:
                    limits: { memory: 256Mi }
                  readinessProbe:
                    httpGet: { path: /health, port: 8080, scheme: HTTP }
              volumes:
                - name: tokens
                  secret: { secretName: tokens, defaultMode: 0440 }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: tokens }
        data: { token: c2VjcmV0 }
        stringData: { other: secret }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: api }
        spec:
          type: ClusterIP
          ports: [{ port: 80, targetPort: http }]
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: { name: data }
        spec:
          accessModes: [ReadWriteOnce]
          resources: { requests: { storage: 1Gi } }
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: { name: api }
        spec:
          podSelector: {}
          ingress: [{ from: [{ podSelector: {} }] }]
        ---
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: { name: api }
        spec:
          scaleTargetRef: { kind: Deployment, name: api }
          maxReplicas: 4
          metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization } } }]
        """;

    [ToolFact(Tool.Kubernetes)]
    public void Validate_good_objects_have_no_errors() => Validate(Good).ShouldBeEmpty();

    [ToolTheory(Tool.Kubernetes)]
    [InlineData("replicas: 2", "replica: 2", "spec.replica: V1DeploymentSpec has no such field")]
    [InlineData("replicas: 2", "replicas: \"2\"", "spec.replicas: \"2\" is no number (int32)")]
    [InlineData("replicas: 2", "replicas: 1.5", "spec.replicas: 1.5 is no number (int32)")]
    [InlineData("value: \"1\"", "value: 1", "spec.template.spec.containers[0].env[0].value: 1 is no string")]
    [InlineData("value: \"1\"", "value: on", "spec.template.spec.containers[0].env[0].value: true is no string")]
    [InlineData("labels: { app: api }\nspec", "labels: { app: }\nspec", "metadata.labels.app: null is no string")]
    [InlineData("- name: LEVEL\n              value", "- value", "spec.template.spec.containers[0].env[0].name: is missing")]
    [InlineData("containers:", "initContainers:", "spec.template.spec.containers: is missing")]
    [InlineData("scheme: HTTP", "scheme: http", "spec.template.spec.containers[0].readinessProbe.httpGet.scheme: \"http\" is none of HTTP, HTTPS")]
    [InlineData("port: 8080, scheme", "scheme", "spec.template.spec.containers[0].readinessProbe.httpGet.port: is missing")]
    [InlineData("protocol: TCP", "protocol: tcp", "spec.template.spec.containers[0].ports[0].protocol: \"tcp\" is none of SCTP, TCP, UDP")]
    [InlineData("[ReadWriteOnce]", "[Once]", "spec.accessModes[0]: \"Once\" is none of ReadOnlyMany, ReadWriteMany, ReadWriteOnce, ReadWriteOncePod")]
    [InlineData("[ReadWriteOnce]", "ReadWriteOnce", "spec.accessModes: \"ReadWriteOnce\" is no Array<string>")]
    [InlineData("token: c2VjcmV0", "token: secret", "data.token: \"secret\" is no string (byte)")]
    [InlineData("metadata: { name: tokens }", "metadata: {}", "metadata.name: is missing")]
    [InlineData("apps/v1", "v1", "Kubernetes 1.34 has no such kind")]
    [InlineData("autoscaling/v2", "autoscaling/v2beta2", "Kubernetes 1.34 has no such kind")]
    public void Validate_defect_is_the_only_error(string good, string bad, string error)
    {
        var manifests = Good.Replace(good, bad, StringComparison.Ordinal);

        manifests.ShouldNotBe(Good);
        Validate(manifests).ShouldHaveSingleItem().ShouldEndWith($": {error}");
    }

    private static IReadOnlyList<string> Validate(string manifests) => [.. KubernetesObject.Parse(manifests).SelectMany(KubernetesSchema.Validate)];
}
