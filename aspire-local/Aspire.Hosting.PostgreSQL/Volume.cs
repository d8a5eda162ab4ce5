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

    public static string PasswordFile(IConfiguration configuration, string name) => Path.Combine(Root(configuration), name, "password");

    /// <exception cref="DistributedApplicationException">Another stack is using it.</exception>
    public static Volume Open(IConfiguration configuration, string name)
    {
        var directory = Path.Combine(Root(configuration), name);

        try
        {
            Prepare(Root(configuration));
            Prepare(directory);

            // The lock goes with the process, however that ends.
            return new Volume(directory, new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DistributedApplicationException($"The data volume {directory} cannot be written: {e.Message} (AspireLocal__VolumeDirectory sets another place.)", e);
        }
        catch (IOException e) when (System.IO.Directory.Exists(directory))
        {
            throw new DistributedApplicationException($"The data volume {directory} is in use by another run: stop that one first.", e);
        }
    }

    public static Volume Temporary(string directory)
    {
        Prepare(directory);
        return new Volume(directory, held: null);
    }

    public bool KnowsPassword(string password) => File.Exists(Digest) && string.Equals(File.ReadAllText(Digest), Hash(password), StringComparison.Ordinal);

    public void RememberPassword(string password) => PrivateFiles.Write(Digest, Hash(password));

    public void Dispose() => _lock?.Dispose();

    private static string Root(IConfiguration configuration)
    {
        if (configuration[$"{RunOptions.SectionName}:{nameof(RunOptions.VolumeDirectory)}"] is { Length: > 0 } configured)
            return Path.GetFullPath(configured);

        if (Native.IsRoot)
            return "/var/lib/aspire-local/volumes";

        var home = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data && Path.IsPathRooted(data)
            ? data
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");

        return Path.Combine(home, "aspire-local", "volumes");
    }

    private static void Prepare(string directory)
    {
        var fresh = !System.IO.Directory.Exists(directory);
        System.IO.Directory.CreateDirectory(directory, Traversable);

        // The umask may have taken bits away that the server's user needs.
        if (fresh)
            File.SetUnixFileMode(directory, Traversable);

        if (fresh && Path.GetDirectoryName(directory) is { } parent && parent.EndsWith("aspire-local", StringComparison.Ordinal))
            File.SetUnixFileMode(parent, Traversable);
    }

    private static string Hash(string password) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(password)));
}
