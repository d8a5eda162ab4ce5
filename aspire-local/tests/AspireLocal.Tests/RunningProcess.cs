using System.Globalization;
using Aspire.Hosting.Running;

namespace AspireLocal.Tests;

/// <summary>
/// A process as /proc shows it, where every answer may be out of date by the time it is read: what has gone reads as
/// nothing. One that has ended but waits for its parent to take note is gone too; its parent may be in no hurry.
/// </summary>
internal sealed record RunningProcess(int Id, int Parent, string Started)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    // The id alone may be given away again.
    public bool HasEnded => Find(Id)?.Started != Started;

    public static IReadOnlyList<RunningProcess> All() =>
        [.. Directory.GetDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) ? Find(id) : null).OfType<RunningProcess>()];

    public static IReadOnlyList<RunningProcess> Below(int parent)
    {
        var children = All().ToLookup(p => p.Parent);
        return [.. Below(parent)];

        IEnumerable<RunningProcess> Below(int id) => children[id].SelectMany(c => Below(c.Id).Prepend(c));
    }

    /// <summary>There is no signal for the end of what is not one's own child.</summary>
    public static async Task UntilAsync(Func<bool> condition, TimeSpan limit, Func<string>? describe = null)
    {
        using var patience = new CancellationTokenSource(limit);
        using var poll = new PeriodicTimer(Interval);

        while (!condition())
        {
            try
            {
                await poll.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"It did not happen within {limit}. {describe?.Invoke()}", e);
            }
        }
    }

    /// <summary>One of the process's files; empty when it has gone.</summary>
    public string Read(string file) => Read(Id, file);

    public void Kill() => Native.Signal(Id, Native.SigKill);

    private static RunningProcess? Find(int id)
    {
        // The name, in brackets, may contain anything.
        var stat = Read(id, "stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 20 || fields[0] is "Z" or "X" ? null : new(id, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[19]);
    }

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/{file}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
