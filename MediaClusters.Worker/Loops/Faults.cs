using System.Data.Common;
using System.Net.Sockets;

namespace MediaClusters.Worker.Loops;

/// <summary>Tells the world's faults, which pass, from our own, which do not.</summary>
internal static class Faults
{
    /// <summary>True for a fault of the database or the network, however deep it is wrapped.</summary>
    public static bool IsExternal(Exception? exception) => exception switch
    {
        null => false,
        DbException or SocketException or IOException or TimeoutException or OperationCanceledException => true,
        _ => IsExternal(exception.InnerException),
    };
}
