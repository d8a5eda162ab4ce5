using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Postgres;

/// <summary>
/// A server's data between runs, outside the checkout (which may be read-only, or closed to the server's user):
/// <c>data/</c> is the server's, <c>password</c> and a digest of the one it was last given lie beside it.
/// </summary>
internal sealed class Volume : IDisposable
{
    private const UnixFileMode Traversable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // EWOULDBLOCK, which is what .NET hands on of a lock that somebody else holds.
    private const int LockedOnLinux = 11;
    private const int LockedOnMac = 35;
    private readonly FileStream? _lock;

    private Volume(string directory, FileStream? held)
    {
        Directory = directory;
        _lock = held;
    }

    public string Directory { get; }

    public string Data => Path.Combine(Directory, "data");

    public bool IsPersistent => _lock is not null;

    private string Digest => Path.Combine(Directory, "password.sha256");

    /// <summary>The password's file, in a folder that exists from now on.</summary>
    public static string PreparePasswordFile(IConfiguration configuration, string name) => Path.Combine(Prepare(configuration, name), "password");

    /// <exception cref="DistributedApplicationException">Another stack is using it, or it cannot be written.</exception>
    public static Volume Open(IConfiguration configuration, string name)
    {
        var directory = Prepare(configuration, name);

        try
        {
            // The lock goes with the process, however that ends.
            return new Volume(directory, new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unusable(directory, e);
        }
        catch (IOException e)
        {
            throw e.HResult is LockedOnLinux or LockedOnMac
                ? new DistributedApplicationException($"The data volume {directory} is in use by another run: stop that one first.", e)
                : Unusable(directory, e);
        }
    }

    public static Volume Temporary(string directory)
    {
        Prepare(directory, isOurs: true);
        return new Volume(directory, held: null);
    }

    public bool KnowsPassword(string password) => File.Exists(Digest) && string.Equals(File.ReadAllText(Digest), Hash(password), StringComparison.Ordinal);

    public void RememberPassword(string password) => PrivateFiles.Write(Digest, Hash(password));

    public void Dispose() => _lock?.Dispose();

    private static string Root(IConfiguration configuration)
    {
        if (Configured(configuration) is { } configured)
            return Path.GetFullPath(configured);

        if (Native.IsRoot)
            return "/var/lib/aspire-local/volumes";

        var home = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data && Path.IsPathRooted(data)
            ? data
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");

        return Path.Combine(home, "aspire-local", "volumes");
    }

    private static string? Configured(IConfiguration configuration) =>
        configuration[$"{RunOptions.SectionName}:{nameof(RunOptions.VolumeDirectory)}"] is { Length: > 0 } configured ? configured : null;

    private static string Prepare(IConfiguration configuration, string name)
    {
        var root = Root(configuration);
        var directory = Path.Combine(root, name);
        var isDefault = Configured(configuration) is null;

        try
        {
            // Somebody else's folder is used as it is.
            Prepare(Path.GetDirectoryName(root)!, isDefault);
            Prepare(root, isDefault);
            Prepare(directory, isOurs: true);
            return directory;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw Unusable(directory, e);
        }
    }

    /// <summary>Makes the folder and what is missing above it, and lets the server's user through, whatever the umask is or was.</summary>
    private static void Prepare(string directory, bool isOurs)
    {
        if (!System.IO.Directory.Exists(directory))
        {
            if (Path.GetDirectoryName(directory) is { } parent)
                Prepare(parent, isOurs: false);

            System.IO.Directory.CreateDirectory(directory, Traversable);
            isOurs = true;
        }

        if (isOurs && File.GetUnixFileMode(directory) is var mode && (mode & Traversable) != Traversable)
            File.SetUnixFileMode(directory, mode | Traversable);
    }

    private static DistributedApplicationException Unusable(string directory, Exception e) =>
        new($"The data volume {directory} cannot be written: {e.Message} (AspireLocal__VolumeDirectory sets another place.)", e);

    private static string Hash(string password) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(password)));
}
