using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MediaClusters.Chaos.Cluster;

internal static partial class Native
{
    public const int SigQuit = 3;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigCont = 18;
    public const int SigStop = 19;

    /// <summary>What a process that a signal ended exits with.</summary>
    public const int Signalled = 128;

    public static bool IsRoot { get; } = EffectiveUserId() == 0;

    /// <returns>Whether there was a process to get it.</returns>
    public static bool Signal(int process, int signal) => Kill(process, signal) == 0;

    public static void ChangeOwner(string path, UnixUser user)
    {
        if (ChangeOwner(path, user.UserId, user.GroupId) != 0)
            throw new IOException($"Cannot give {path} to {user.Name}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    public static void ChangeMode(string path, uint mode)
    {
        if (ChangeModeOf(path, mode) != 0)
            throw new IOException($"Cannot change the mode of {path}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeModeOf(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
