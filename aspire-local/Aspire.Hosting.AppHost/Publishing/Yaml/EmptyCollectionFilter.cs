using System.Collections;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.ObjectGraphVisitors;

namespace Aspire.Hosting.Publishing.Yaml;

/// <summary>Leaves out members that are null or hold nothing, empty text included.</summary>
internal sealed class EmptyCollectionFilter(IObjectGraphVisitor<IEmitter> nextVisitor) : ChainedObjectGraphVisitor(nextVisitor)
{
    public override bool EnterMapping(IPropertyDescriptor key, IObjectDescriptor value, IEmitter context, ObjectSerializer serializer) =>
        !IsEmpty(value.Value) && base.EnterMapping(key, value, context, serializer);

    private static bool IsEmpty(object? value) => value is null || (value is IEnumerable items && !items.Cast<object?>().Any());
}
