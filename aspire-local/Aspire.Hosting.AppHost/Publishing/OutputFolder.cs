using System.Globalization;

namespace Aspire.Hosting.Publishing;

/// <summary>Replaces files of a folder together: writing, which may fail or be interrupted half-way, is done beside them.</summary>
internal static class OutputFolder
{
    private const string Staging = ".aspire-publishing";

    /// <param name="folder">The folder; other files in it stay.</param>
    /// <param name="files">What the files hold, by their paths below the folder.</param>
    /// <exception cref="IOException">One of them cannot be written. All are as they were.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static async Task ReplaceAsync(string folder, IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        // Below the folder itself, so that it is on the same disk. An earlier one is there when that run was killed.
        var staging = Directory.CreateDirectory(Path.Combine(folder, Staging));

        try
        {
            var moves = new List<(string From, string To)>();

            foreach (var (path, content) in files)
            {
                var move = (From: Path.Combine(staging.FullName, moves.Count.ToString(CultureInfo.InvariantCulture)), To: Prepare(Path.Combine(folder, path)));
                await WriteAsync(move.From, content, move.To, cancellationToken);
                moves.Add(move);
            }

            cancellationToken.ThrowIfCancellationRequested();

            foreach (var (from, to) in moves)
                File.Move(from, to, overwrite: true);
        }
        finally
        {
            staging.Delete(recursive: true);
        }
    }

    /// <summary>Where a link leads to; the link stays.</summary>
    private static string Prepare(string path)
    {
        var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);

        if (Directory.Exists(target))
            throw new IOException($"'{target}' is a folder.");

        // A move would replace it all the same.
        if (File.Exists(target) && File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly))
            throw new UnauthorizedAccessException($"'{target}' is read-only.");

        return target;
    }

    private static async Task WriteAsync(string path, string content, string replaced, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(path, "", cancellationToken);

        // Who may read a file that somebody filled with secrets stays as it is.
        if (!OperatingSystem.IsWindows() && File.Exists(replaced))
            File.SetUnixFileMode(path, File.GetUnixFileMode(replaced));

        await File.WriteAllTextAsync(path, content, cancellationToken);
    }
}
