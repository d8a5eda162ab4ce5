namespace MediaClusters.Worker.Jobs;

/// <summary>The error text kept with a job: type and message, never a stack.</summary>
internal static class JobError
{
    public const int MaxLength = 2_000;

    public static string Describe(Exception exception) =>
        Clean($"{exception.GetType().Name}: {exception.Message}");

    // Postgres takes neither NUL nor half a surrogate pair, and an error that cannot be stored would hide the real one.
    private static string Clean(string text)
    {
        var cut = text.Length <= MaxLength ? text : text[..MaxLength];
        var clean = new System.Text.StringBuilder(cut.Length);
        foreach (var rune in cut.EnumerateRunes())
        {
            if (rune != System.Text.Rune.ReplacementChar && rune.Value != 0)
                clean.Append(rune.ToString());
        }

        return clean.ToString().TrimEnd();
    }
}
