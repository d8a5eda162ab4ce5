using System.CommandLine;
using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Pets;
using MediaClusters.Evaluation.Pictures;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Evaluation.Commands;

/// <summary><c>picture</c>: what the groups look like.</summary>
internal static class PictureCommand
{
    private static readonly string[] ShownByDefault = ["unequal", "look-alike", "bursts", "outliers", "anisotropic", "mixed"];

    public static Command Create()
    {
        var path = CommonOptions.File("--out", "The SVG to write", required: true);
        var seed = CommonOptions.Number("--seed", "The pets' seed", PetSeeds.FirstTuning, PetSeeds.LastTuning, PetSeeds.FirstTuning);
        var strategies = CommonOptions.Strategies(AllContenders.Names);
        var families = CommonOptions.Families();
        families.Description = $"Draw only this family of pets; may be given several times; by default {string.Join(", ", ShownByDefault)}";
        strategies.Description = $"The strategy whose groups are shown; by default {Default}";
        var command = new Command("picture", "Draws a few pets in the plane: true groups as shapes, found ones as colours.") { path, seed, strategies, families };
        command.Validators.Add(result =>
        {
            if (result.GetValue(strategies) is { Length: > 1 })
                result.AddError("--strategy may be given once.");
        });
        command.SetWork(async (arguments, cancellationToken) =>
        {
            var contender = AllContenders.Create(arguments.GetValue(strategies) is [var name] ? name : Default);
            var shown = arguments.GetValue(families) is { Length: > 0 } chosen ? chosen : ShownByDefault;
            var pets = CommonOptions.Chosen(shown).Select(family => family.Make(arguments.GetValue(seed), EvaluationPlan.AllDimensions[0])).ToArray();
            var picture = Picture.Of(contender, pets, cancellationToken);
            await using var file = arguments.GetRequiredValue(path)!.Create();
            await picture.SaveAsync(file, System.Xml.Linq.SaveOptions.None, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Default => AllContenders.Strategies.Contains(Gate.Strategy, StringComparer.Ordinal) ? Gate.Strategy : AllContenders.Strategies[0];
}
