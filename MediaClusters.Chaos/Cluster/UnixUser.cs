using System.Globalization;

namespace MediaClusters.Chaos.Cluster;

internal sealed record UnixUser(string Name, uint UserId, uint GroupId)
{
    /// <summary>Postgres refuses to run as root: the user it runs as then, and null for who is somebody else already.</summary>
    public static UnixUser? ForPostgres { get; } = Native.IsRoot ? Find("postgres") ?? Find("nobody") : null;

    private static UnixUser? Find(string name) => File.ReadLines("/etc/passwd")
        .Select(line => line.Split(':'))
        .Where(fields => fields.Length > 3 && fields[0] == name)
        .Select(fields => new UnixUser(name, uint.Parse(fields[2], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture)))
        .FirstOrDefault();
}
