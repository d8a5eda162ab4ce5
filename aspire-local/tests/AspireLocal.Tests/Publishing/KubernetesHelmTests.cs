using Aspire.Hosting;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Charts;
using Aspire.Hosting.Kubernetes.Resources;
using Aspire.Hosting.Kubernetes.Yaml;
using Aspire.Hosting.Testing;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace AspireLocal.Tests.Publishing;

public sealed class KubernetesHelmTests
{
    [Fact]
    public async Task WithHelm_last_settings_are_in_the_chart_but_not_in_labels()
    {
        using var chart = await KubernetesPublish.OfAsync(
            b => b.AddImage("web"),
            e => e.WithHelm(h => h.WithChartName("first")).WithHelm(h => h.WithChartName("acme").WithChartVersion("2.5.0").WithChartDescription("What ACME runs")));

        chart["Chart.yaml"].ShouldStartWith("apiVersion: \"v2\"\nname: \"acme\"\nversion: \"2.5.0\"\n");
        chart["Chart.yaml"].ShouldContain("description: \"What ACME runs\"\n");
        chart["Chart.yaml"].ShouldContain("appVersion: \"2.5.0\"\n");
        chart["templates/web/deployment.yaml"].ShouldNotContain("acme");
    }

    [Fact]
    public void AddKubernetesEnvironment_names_the_chart_after_the_application()
    {
        var builder = DistributedApplicationTestingBuilder.Create("--operation", "publish");
        builder.Environment.ApplicationName = "Pet_Photos.AppHost";

        var environment = builder.AddKubernetesEnvironment("env").Resource;

        environment.HelmChartName.ShouldBe("pet-photos-apphost");
        builder.Resources.ShouldBe([environment]);
    }

    [Theory]
    [InlineData("simple-chart")]
    [InlineData("with_underscore")]
    [InlineData("with.dots")]
    [InlineData("Mixed-Case-1")]
    public void WithChartName_takes_what_Helm_takes(string name) => Configure(h => h.WithChartName(name)).HelmChartName.ShouldBe(name);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("two words")]
    [InlineData("with/slash")]
    [InlineData("with*star")]
    [InlineData("line\n")]
    public void WithChartName_refuses_the_rest(string name) => Should.Throw<ArgumentException>(() => Configure(h => h.WithChartName(name))).ParamName.ShouldBe("name");

    [Fact]
    public void WithChartName_refuses_more_than_250_characters()
    {
        Configure(h => h.WithChartName(new string('a', 250)));
        Should.Throw<ArgumentException>(() => Configure(h => h.WithChartName(new string('a', 251))));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3")]
    [InlineData("v1")]
    [InlineData("v1.2")]
    [InlineData("V1.2.3")]
    [InlineData("1.2.3-beta.1")]
    [InlineData("1.2.3-beta.1+ef365")]
    public void WithChartVersion_takes_what_Helm_takes(string version) => Configure(h => h.WithChartVersion(version)).HelmChartVersion.ShouldBe(version);

    [Theory]
    [InlineData("")]
    [InlineData("latest")]
    [InlineData("release-candidate")]
    [InlineData("1.0.0.0")]
    [InlineData("01.2.3")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3+")]
    [InlineData("1.2.3\n")]
    public void WithChartVersion_refuses_the_rest(string version) => Should.Throw<ArgumentException>(() => Configure(h => h.WithChartVersion(version))).ParamName.ShouldBe("version");

    [Fact]
    public void WithChartDescription_takes_1024_characters_and_refuses_more_or_none()
    {
        Configure(h => h.WithChartDescription(new string('a', 1024)));
        Should.Throw<ArgumentException>(() => Configure(h => h.WithChartDescription(new string('a', 1025))));
        Should.Throw<ArgumentException>(() => Configure(h => h.WithChartDescription("")));
    }

    [Theory]
    [InlineData("plain", ScalarStyle.DoubleQuoted)]
    [InlineData("{{ .Values.config.web.key }}", ScalarStyle.DoubleQuoted)]
    [InlineData("{{ .Values.config.web.port | int }}", ScalarStyle.ForcePlain)]
    [InlineData("{{ .Values.config.web.count | int64 }}", ScalarStyle.ForcePlain)]
    [InlineData("{{ .Values.config.web.rate | float64 }}", ScalarStyle.ForcePlain)]
    [InlineData("{{ .Values.config.web.port | int | toString }}", ScalarStyle.DoubleQuoted)]
    [InlineData("web:{{ .Values.config.web.port | int }}", ScalarStyle.DoubleQuoted)]
    [InlineData("{{ if eq (.Values.parameters.web.tls | lower) \"true\" }}yes{{ else }}no{{ end }}", ScalarStyle.ForcePlain)]
    public void StyleOf_expression_for_a_number_or_a_branch_is_plain(string text, ScalarStyle style) => Helm.StyleOf(text).ShouldBe(style);

    [Theory]
    [InlineData("{{ .Values.config.web.port | int }}", "{{ .Values.config.web.port | int | toString }}")]
    [InlineData("{{ .Values.config.web.count | int64 }}", "{{ .Values.config.web.count | int64 | toString }}")]
    [InlineData("{{ .Values.config.web.rate | float64 }}", "{{ .Values.config.web.rate | float64 | toString }}")]
    [InlineData("{{ .Values.config.web.key }}", "{{ .Values.config.web.key }}")]
    public void AsText_turns_numbers_into_text(string text, string expected) => Helm.AsText(text).ShouldBe(expected);

    [Theory]
    [InlineData("80", 80, null)]
    [InlineData("http", null, "http")]
    [InlineData("25%", null, "25%")]
    public void Int32OrString_text_that_reads_as_a_number_is_one(string value, int? number, string? text)
    {
        Int32OrStringV1 either = value!;

        either.ShouldBe(new Int32OrStringV1(number, text));
        either.Value.ShouldBe(value);
        ((string?)either).ShouldBe(value);
        (either == 80).ShouldBe(number == 80);
        (either != "http").ShouldBe(text != "http");
    }

    [Fact]
    public void Int32OrString_goes_through_YAML_and_back()
    {
        var converter = new IntOrStringYamlConverter();
        var yaml = new SerializerBuilder().WithTypeConverter(converter).Build().Serialize(new Int32OrStringV1?[] { 80, "http" });
        var read = new DeserializerBuilder().WithTypeConverter(converter).Build().Deserialize<Int32OrStringV1?[]>(yaml);

        yaml.ReplaceLineEndings("\n").ShouldBe("- 80\n- http\n");
        read.ShouldBe([new Int32OrStringV1(80), new Int32OrStringV1("http")]);
        ((int)read[0]!).ShouldBe(80);
        Should.Throw<InvalidCastException>(() => (int)read[1]!);
    }

    private static KubernetesEnvironmentResource Configure(Action<HelmChartOptions> configure)
    {
        var builder = DistributedApplicationTestingBuilder.Create("--operation", "publish");
        return builder.AddKubernetesEnvironment("env").WithHelm(configure).Resource;
    }
}
