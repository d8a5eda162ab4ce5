using System.Collections;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;
using YamlDotNet.Serialization.ObjectGraphVisitors;

namespace Aspire.Hosting.Docker.Resources;

/// <summary>Puts every text into double quotes, so that none is taken for a number or a truth value. Keys stay bare.</summary>
internal sealed class QuotedTexts(IEventEmitter next) : ChainedEventEmitter(next)
{
    // Of every collection that is open: whether a key comes next. A sequence has none.
    private readonly Stack<bool?> _keyComesNext = new([null]);

    public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
    {
        var isKey = Advance();
        base.Emit(!isKey && eventInfo.Source.Type == typeof(string) ? new ScalarEventInfo(eventInfo.Source) { Style = ScalarStyle.DoubleQuoted } : eventInfo, emitter);
    }

    public override void Emit(MappingStartEventInfo eventInfo, IEmitter emitter)
    {
        Advance();
        _keyComesNext.Push(true);
        base.Emit(eventInfo, emitter);
    }

    public override void Emit(MappingEndEventInfo eventInfo, IEmitter emitter)
    {
        _keyComesNext.Pop();
        base.Emit(eventInfo, emitter);
    }

    public override void Emit(SequenceStartEventInfo eventInfo, IEmitter emitter)
    {
        Advance();
        _keyComesNext.Push(null);
        base.Emit(eventInfo, emitter);
    }

    public override void Emit(SequenceEndEventInfo eventInfo, IEmitter emitter)
    {
        _keyComesNext.Pop();
        base.Emit(eventInfo, emitter);
    }

    private bool Advance()
    {
        var isKey = _keyComesNext.Pop();
        _keyComesNext.Push(!isKey);
        return isKey is true;
    }
}

internal sealed class EmptyMembersLeftOut(IObjectGraphVisitor<IEmitter> next) : ChainedObjectGraphVisitor(next)
{
    public override bool EnterMapping(IPropertyDescriptor key, IObjectDescriptor value, IEmitter context, ObjectSerializer serializer) =>
        value.Value is not null
        && (value.Value is not IEnumerable items || items.Cast<object?>().Any())
        && base.EnterMapping(key, value, context, serializer);
}
