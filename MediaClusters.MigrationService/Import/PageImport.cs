using System.Security.Cryptography;
using System.Text;
using MediaClusters.Persistence.Legacy;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaClusters.MigrationService.Import;

/// <summary>Imports one page of states. Every key ends in one count of the tally, whatever it holds.</summary>
internal sealed class PageImport(
    BackfillArguments arguments,
    IOptions<LegacyOptions> options,
    StateScan scan,
    ILegacyImporter importer,
    ILogger<PageImport> logger)
{
    // With the lease's own connection no more than the smallest pool that is allowed in development.
    private const int Parallelism = 4;
    private const int MaxIdLength = 200;

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Guid _namespace = arguments.Namespace ?? options.Value.Namespace;

    public async Task RunAsync(IReadOnlyList<byte[]> keys, ImportTally tally, ImportReport report, CancellationToken cancellationToken)
    {
        var named = keys.Select(key => Name(key, report)).OfType<NamedState>().ToArray();
        var known = await importer.FindAsync([.. named.Select(state => state.PetId).Distinct()], cancellationToken);
        var wanted = named.Where(state => !IsSettled(state, known[state.PetId], tally, report)).ToArray();

        var read = 0;
        await foreach (var part in scan.ReadAsync(Array.ConvertAll(wanted, state => state.Key), cancellationToken))
        {
            // Spellings of one UUID are one pet: the first that can be read is imported.
            await Parallel.ForEachAsync(
                wanted.Skip(read).Zip(part).GroupBy(state => state.First.PetId),
                new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
                async (pet, _) =>
                {
                    foreach (var (state, stored) in pet)
                        await ImportAsync(state, stored, tally, report, cancellationToken);
                });
            read += part.Count;
        }
    }

    private NamedState? Name(byte[] key, ImportReport report)
    {
        string id;
        try
        {
            id = Utf8.GetString(key.AsSpan(LegacyKeys.Prefix.Length));
        }
        catch (DecoderFallbackException)
        {
            report.Refuse(key, new LegacyProblem("the key", "is no UTF-8"));
            return null;
        }

        if (id.Length is > 0 and <= MaxIdLength && LegacyIds.ToUuid(id, _namespace) is var petId && petId != Guid.Empty)
            return new(key, id, petId);

        report.Refuse(key, new LegacyProblem("the key", id.Length == 0 ? "names no pet" : id.Length > MaxIdLength ? $"names a pet by more than {MaxIdLength} characters" : "names the nil UUID"));
        return null;
    }

    /// <returns>True when nothing is to be imported.</returns>
    private static bool IsSettled(NamedState state, KnownPet known, ImportTally tally, ImportReport report)
    {
        if (known is { HasVersion: true, LegacyId: { } other } && !string.Equals(other, state.LegacyId, StringComparison.Ordinal))
            report.Refuse(state.Key, new LegacyProblem("the key", "names a pet that was imported under another spelling of its id"));
        else if (known.HasVersion)
            tally.CountHadVersion();
        else if (known.Deleted)
            report.Refuse(state.Key, new LegacyProblem("the pet", "was deleted with all its data"));
        return known.HasVersion || known.Deleted;
    }

    private async Task ImportAsync(NamedState state, StoredState stored, ImportTally tally, ImportReport report, CancellationToken cancellationToken)
    {
        if (stored.Length == StoredState.NoString)
        {
            report.Refuse(state.Key, new LegacyProblem("$", "is no string of Redis"));
        }
        else if (stored.Length > LegacyStateJson.MaxBytes)
        {
            report.Refuse(state.Key, new LegacyProblem("$", $"is longer than {LegacyStateJson.MaxBytes} bytes"));
        }
        else if (stored.Value is not { } json)
        {
            tally.CountGone();
        }
        else if (Read(state, json, report) is { } version)
        {
            if (!arguments.DryRun)
                await WriteAsync(state, version, tally, report, cancellationToken);
            else
                Count(state, version, redated: false, tally);
        }
    }

    private LegacyImport? Read(NamedState state, byte[] json, ImportReport report)
    {
        var parsed = LegacyStateJson.Parse(json);
        if (!parsed.IsValid)
        {
            report.Refuse(state.Key, parsed.Problems);
        }
        else if (LegacyIds.ToUuid(parsed.State.PetId, _namespace) != state.PetId)
        {
            report.Refuse(state.Key, new LegacyProblem("pet_id", "is another pet than the key's"));
        }
        else
        {
            var (version, problem) = LegacyVersion.From(parsed.State, _namespace);
            if (version is not null)
                return new(state.PetId, state.LegacyId, version, InputHash(parsed.State, json));
            report.Refuse(state.Key, problem!);
        }

        return null;
    }

    private async Task WriteAsync(NamedState state, LegacyImport import, ImportTally tally, ImportReport report, CancellationToken cancellationToken)
    {
        ImportOutcome outcome;
        try
        {
            outcome = await importer.ImportAsync(import, cancellationToken);
        }
        catch (PostgresException exception) when (IsAboutTheData(exception))
        {
            report.Refuse(state.Key, new LegacyProblem("the database", $"refuses it: {exception.MessageText}"));
            return;
        }

        if (outcome != ImportOutcome.Settled)
        {
            Count(state, import, outcome == ImportOutcome.ImportedRedated, tally);
            return;
        }

        var known = await importer.FindAsync([state.PetId], cancellationToken);
        if (!IsSettled(state, known[state.PetId], tally, report))
            throw new InvalidOperationException($"Pet {state.PetId} had a version, and no longer has one.");
    }

    private void Count(NamedState state, LegacyImport import, bool redated, ImportTally tally)
    {
        var mended = import.Version.Mended;
        if (redated)
            mended = [.. mended, new("its time", "lies in the future or before the year 2000: the version is dated now")];
        if (mended.Count > 0)
            logger.StateMended(StoredState.Show(state.Key), string.Join("; ", mended));
        tally.CountImported(mended.Count > 0);
    }

    // Data exceptions and violated constraints: one state must not keep the rest out.
    private static bool IsAboutTheData(PostgresException exception)
        => exception.SqlState.StartsWith("22", StringComparison.Ordinal) || exception.SqlState.StartsWith("23", StringComparison.Ordinal);

    // That of the photos, where this service wrote the state; else one that no photos have.
    private static byte[] InputHash(LegacyState state, byte[] json)
    {
        try
        {
            if (state.Addition is { InputHash.Length: 2 * SHA256.HashSizeInBytes } addition)
                return Convert.FromHexString(addition.InputHash);
        }
        catch (FormatException)
        {
            // No hash.
        }

        return SHA256.HashData(json);
    }

    /// <param name="LegacyId">The pet's id in the key.</param>
    private sealed record NamedState(byte[] Key, string LegacyId, Guid PetId);
}
