using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace Aspire.Hosting.Publishing.Yaml;

/// <summary>Puts text in double quotes unless <paramref name="styleOf"/> knows better; keys of mappings stay as they are.</summary>
internal sealed class QuotedTextEmitter(IEventEmitter nextEmitter, Func<string, ScalarStyle>? styleOf = null) : ChainedEventEmitter(nextEmitter)
{
    private readonly Stack<Container> _containers = new();

    public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
    {
        var isValue = EnterNode();

        if (isValue && eventInfo.Source.Value is string text && eventInfo.Source.Type == typeof(string))
            eventInfo = new(eventInfo.Source) { Style = styleOf?.Invoke(text) ?? ScalarStyle.DoubleQuoted };

        base.Emit(eventInfo, emitter);
    }

    public override void Emit(MappingStartEventInfo eventInfo, IEmitter emitter)
    {
        EnterNode();
        _containers.Push(new Container(IsMapping: true));
        base.Emit(eventInfo, emitter);
    }

    public override void Emit(MappingEndEventInfo eventInfo, IEmitter emitter)
    {
        _containers.Pop();
        base.Emit(eventInfo, emitter);
    }

    public override void Emit(SequenceStartEventInfo eventInfo, IEmitter emitter)
    {
        EnterNode();
        _containers.Push(new Container(IsMapping: false));
        base.Emit(eventInfo, emitter);
    }

    public override void Emit(SequenceEndEventInfo eventInfo, IEmitter emitter)
    {
        _containers.Pop();
        base.Emit(eventInfo, emitter);
    }

    /// <summary>Counts a node of the container at hand and tells whether it is a value; in a mapping every other one is a key.</summary>
    private bool EnterNode()
    {
        if (!_containers.TryPeek(out var container))
            return false;

        container.Nodes++;
        return !container.IsMapping || container.Nodes % 2 == 0;
    }

    private sealed record Container(bool IsMapping)
    {
        public int Nodes { get; set; }
    }
}
