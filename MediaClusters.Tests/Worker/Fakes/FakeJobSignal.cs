using System.Threading.Channels;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Tests.Worker.Fakes;

/// <summary>A signal the test gives; time-outs elapse by the given clock.</summary>
internal sealed class FakeJobSignal(TimeProvider time) : IJobSignal
{
    private readonly Channel<bool> _announced = Channel.CreateUnbounded<bool>();
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>The time-outs of the waits so far, to be awaited.</summary>
    public ChannelReader<TimeSpan> Waits => _waits.Reader;

    public void Announce() => _announced.Writer.TryWrite(true);

    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var elapsed = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(elapsed.Token, cancellationToken);
        _waits.Writer.TryWrite(timeout);
        try
        {
            await _announced.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }
}
