using System.Security.Cryptography;

namespace Aspire.Hosting.Running;

/// <summary>A folder for what need not outlive the run, removed at its end, by the guardian if need be.</summary>
internal sealed class RunDirectory(Guardian guardian) : IDisposable
{
    private const UnixFileMode Traversable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private readonly Lock _lock = new();
    private string? _path;

    /// <summary>A path in the folder. Started by root, it is one that the unprivileged users of servers can reach.</summary>
    public string Combine(string name)
    {
        lock (_lock)
        {
            if (_path is null)
            {
                var parent = Native.IsRoot ? "/tmp" : Path.GetTempPath();
                _path = Path.Combine(parent, $"aspire-{RandomNumberGenerator.GetHexString(10, lowercase: true)}");
                guardian.Protect(_path);
                Directory.CreateDirectory(_path, Traversable);

                // The umask may have taken bits away.
                File.SetUnixFileMode(_path, Traversable);
            }

            return Path.Combine(_path, name);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_path is not null && Directory.Exists(_path))
                Directory.Delete(_path, recursive: true);

            _path = null;
        }
    }
}
