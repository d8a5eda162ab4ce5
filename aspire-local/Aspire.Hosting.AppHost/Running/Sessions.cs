using System.Diagnostics;

namespace Aspire.Hosting.Running;

/// <summary>
/// Starts programs in a session of their own, so that Ctrl+C in the terminal reaches the host alone and the
/// host stops them in order.
/// </summary>
internal static class Sessions
{
    public static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo { UseShellExecute = false };

        if (Programs.Find("setsid") is { } setsid)
        {
            start.FileName = setsid;
        }
        else if (Programs.Find("perl") is { } perl)
        {
            // macOS has no setsid command.
            start.FileName = perl;
            start.ArgumentList.Add("-MPOSIX");
            start.ArgumentList.Add("-e");
            start.ArgumentList.Add("POSIX::setsid(); exec @ARGV or exit 127");
        }
        else
        {
            throw new DistributedApplicationException("Neither setsid nor perl is on the PATH: install util-linux.");
        }

        start.ArgumentList.Add(program);

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        return start;
    }
}

internal static class Programs
{
    /// <summary>The program's full path, from the PATH and then from the given folders.</summary>
    public static string? Find(string name, params IEnumerable<string> folders) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(folders)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
