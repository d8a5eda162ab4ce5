using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Running;

internal static partial class Native
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    public static bool IsRoot => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? GetEffectiveUserId() == 0 : throw new PlatformNotSupportedException();

    public static int ParentId => GetParentId();

    /// <param name="process">A process, or with a minus sign a process group.</param>
    /// <param name="signal">The signal; 0 only asks whether there is anybody.</param>
    /// <returns>Whether somebody got it.</returns>
    public static bool Signal(int process, int signal) => Kill(process, signal) == 0;

    public static void ChangeOwner(string path, UnixUser user)
    {
        if (ChangeOwner(path, user.UserId, user.GroupId) != 0)
            throw new IOException($"Cannot give {path} to user {user.Name}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentId();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}

internal sealed record UnixUser(string Name, uint UserId, uint GroupId)
{
    /// <summary>The first of these users that the machine has.</summary>
    public static UnixUser? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var fields = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).FirstOrDefault(f => f.Length > 3 && string.Equals(f[0], name, StringComparison.Ordinal));

            if (fields is not null && uint.TryParse(fields[2], out var user) && uint.TryParse(fields[3], out var group))
                return new(name, user, group);
        }

        return null;
    }
}
