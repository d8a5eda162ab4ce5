namespace MediaClusters.Evaluation.Commands;

/// <summary>One line that tells what is being worked on, for who sits in front of a terminal; silent elsewhere.</summary>
internal sealed class ProgressLine(TextWriter error) : IProgress<string>, IDisposable
{
    private readonly bool _shown = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;

    public void Report(string value)
    {
        if (_shown)
            error.Write($"\r\e[K{value}");
    }

    public void Dispose()
    {
        if (_shown)
            error.Write("\r\e[K");
    }
}
