using System.Buffers;
using System.IO.Pipelines;
using MediaClusters.Api.Json;

namespace MediaClusters.Api.Requests;

/// <summary>
/// Refuses a body in which one value alone is larger than any this API takes. The deserializer holds a value
/// until it is complete and scans it anew with every read: 60 MB in one place would cost gigabytes and minutes.
/// </summary>
internal sealed class BoundedPipeReader(PipeReader inner, long maxValueBytes) : PipeReader
{
    private ReadOnlySequence<byte> _buffer;
    private long _held;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_held > maxValueBytes)
            throw new JsonFieldException($"must hold no single value of more than {maxValueBytes} bytes", field: RequestBody.RootField);

        var result = await inner.ReadAsync(cancellationToken);
        _buffer = result.Buffer;
        return result;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _held = _buffer.Slice(consumed).Length;
        _buffer = default;
        inner.AdvanceTo(consumed, examined);
    }

    public override bool TryRead(out ReadResult result)
    {
        var read = inner.TryRead(out result);
        _buffer = result.Buffer;
        return read;
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
