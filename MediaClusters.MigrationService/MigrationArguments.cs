namespace MediaClusters.MigrationService;

/// <summary>The command line.</summary>
/// <param name="Seed">False with <c>--no-seed</c>.</param>
/// <param name="Help">True with <c>--help</c>.</param>
/// <param name="Unknown">The first argument that means nothing here, or null.</param>
internal sealed record MigrationArguments(bool Seed = true, bool Help = false, string? Unknown = null)
{
    public const string Usage = """
        Brings the database's schema up to date, and in Development fills in sample pets.

        Usage: MediaClusters.MigrationService [--no-seed]

          --no-seed   no sample pets
          --help      this text

        Exit codes: 0 done, 1 failed or interrupted, 2 wrong usage.
        """;

    public static MigrationArguments Parse(IEnumerable<string> arguments)
    {
        var parsed = new MigrationArguments();
        foreach (var argument in arguments)
        {
            parsed = argument switch
            {
                "--no-seed" => parsed with { Seed = false },
                "--help" or "-h" => parsed with { Help = true },
                _ => parsed with { Unknown = parsed.Unknown ?? argument },
            };
        }

        return parsed;
    }

    /// <summary>Answers what needs no work: help and wrong usage.</summary>
    /// <returns>The exit code, or null when there is work to do.</returns>
    public int? Answer(TextWriter output, TextWriter error)
    {
        if (Unknown is not null)
        {
            error.WriteLine($"Unknown argument: {Unknown}\n\n{Usage}");
            return ExitCodes.Usage;
        }

        if (Help)
        {
            output.WriteLine(Usage);
            return ExitCodes.Done;
        }

        return null;
    }
}
