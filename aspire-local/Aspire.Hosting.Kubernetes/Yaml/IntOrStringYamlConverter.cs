using Aspire.Hosting.Kubernetes.Resources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Aspire.Hosting.Kubernetes.Yaml;

public class IntOrStringYamlConverter : IYamlTypeConverter
{
    public bool Accepts(Type type) => type == typeof(Int32OrStringV1);

    public object? ReadYaml(IParser parser, Type type, ObjectDeserializer rootDeserializer)
    {
        var value = parser.Consume<Scalar>().Value;
        return value.Length == 0 ? null : new Int32OrStringV1(value);
    }

    public void WriteYaml(IEmitter emitter, object? value, Type type, ObjectSerializer serializer)
    {
        if (value is not Int32OrStringV1 either)
            throw new InvalidOperationException($"{value?.GetType().Name ?? "Nothing"} cannot be written as {nameof(Int32OrStringV1)}.");

        if (either.Number is { } number)
            serializer(number);
        else
            serializer(either.Text ?? "");
    }
}
