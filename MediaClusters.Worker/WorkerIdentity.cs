using System.Security.Cryptography;

namespace MediaClusters.Worker;

/// <summary>
/// Names this incarnation of the process in leases. The suffix keeps it apart from its predecessor: a container
/// restarts with the same host name and process id.
/// </summary>
internal sealed record WorkerIdentity(string Id)
{
    private const int MaxHostLength = 100;

    public static WorkerIdentity Create()
    {
        var host = Environment.MachineName;
        var suffix = RandomNumberGenerator.GetHexString(8, lowercase: true);
        return new($"{host[..Math.Min(host.Length, MaxHostLength)]}-{Environment.ProcessId}-{suffix}");
    }
}
