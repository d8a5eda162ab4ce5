using System.Text;

namespace MediaClusters.LoadTests.Reporting;

internal static class AtomicFile
{
    /// <summary>Writes several files beside their places and then moves them there: a reader finds old ones or new ones, never half of one.</summary>
    public static async Task WriteAsync(IReadOnlyList<(string Path, string Text)> files, CancellationToken cancellationToken)
    {
        var moves = files.Select(file => (From: $"{file.Path}.{Guid.NewGuid():N}.tmp", To: file.Path)).ToArray();
        try
        {
            foreach (var ((_, text), (temporary, _)) in files.Zip(moves))
                await File.WriteAllTextAsync(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken);
            foreach (var (temporary, path) in moves)
                File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            foreach (var (temporary, _) in moves)
                File.Delete(temporary);
        }
    }
}
