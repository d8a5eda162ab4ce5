using System.CommandLine;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;
using MediaClusters.Clustering;
using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Identity;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Evaluation.Commands;

/// <summary><c>digest</c>: equal lines, equal groups and names; for comparing machines.</summary>
internal static class DigestCommand
{
    private static readonly string[] Families = ["equal", "unequal", "look-alike", "bursts", "anisotropic", "many-small", "mixed"];

    public static Command Create()
    {
        var pets = CommonOptions.Number("--pets", "Pets a family", 1, PetSeeds.Most, 3);
        var command = new Command("digest", "Prints a hash of the groups and stable ids of some pets in two versions, a line for each strategy.") { pets };
        command.Hidden = true;
        command.SetWork(async (arguments, cancellationToken) =>
        {
            var output = arguments.InvocationConfiguration.Output;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, registers of {Width} bits"));
            foreach (var strategy in AllContenders.Strategies)
                await output.WriteLineAsync($"{strategy} {Digest(strategy, arguments.GetValue(pets), cancellationToken)}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static int Width => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    private static string Digest(string strategy, int pets, CancellationToken cancellationToken)
    {
        var clusterer = new PetClusterer(new ClusteringOptions { Strategy = strategy });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var family in Families.Select(PetFamilies.Named))
        {
            foreach (var seed in PetSeeds.Tuning(pets))
            {
                var pet = family.Make(seed, 384);
                var first = clusterer.Cluster([.. pet.Photos.SkipLast(pet.Photos.Count / 10)], previous: null, cancellationToken);
                Append(first);
                Append(clusterer.Cluster(pet.Photos, first.Previous(allowsIncrement: false), cancellationToken));
                Append(clusterer.Cluster(pet.Photos, first.Previous(allowsIncrement: true), cancellationToken));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(ClusteringResult result)
        {
            foreach (var cluster in result.Clusters)
                hash.AppendData(Encoding.ASCII.GetBytes($"{cluster.StableId} {string.Join(' ', cluster.Members.Select(member => member.ImageId).Order())}\n"));
        }
    }
}
