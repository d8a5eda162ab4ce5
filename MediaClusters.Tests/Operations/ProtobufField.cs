using System.Runtime.InteropServices;

namespace MediaClusters.Tests.Operations;

/// <summary>A field of a protobuf message: a number, or bytes that may be a message, a text or just bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProtobufField(int Number, ulong Scalar, ReadOnlyMemory<byte> Bytes)
{
    public static IEnumerable<ProtobufField> Read(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint(message, ref at);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return new(number, Varint(message, ref at), default);
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    yield return new(number, 0, message.Slice(at, length));
                    at += length;
                    break;
                case var width:
                    at += width == 1 ? sizeof(ulong) : sizeof(uint);
                    break;
            }
        }
    }

    private static ulong Varint(ReadOnlyMemory<byte> message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message.Span[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
