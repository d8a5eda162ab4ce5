using System.Net.Sockets;
using MediaClusters.Worker.Loops;
using Npgsql;

namespace MediaClusters.Tests.Worker.Loops;

public sealed class FaultsTests
{
    public static TheoryData<Exception> External => new(
        new NpgsqlException("away"),
        new TimeoutException(),
        new SocketException(),
        new OperationCanceledException(),
        new InvalidOperationException("wrapped", new NpgsqlException("away")));

    public static TheoryData<Exception> Internal => new(
        new InvalidOperationException(),
        new InvalidCastException(),
        new NotSupportedException("wrapped", new KeyNotFoundException()));

    [Theory]
    [MemberData(nameof(External))]
    public void IsExternal_database_or_network_is_true(Exception exception) => Faults.IsExternal(exception).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Internal))]
    public void IsExternal_bug_is_false(Exception exception) => Faults.IsExternal(exception).ShouldBeFalse();
}
