using System.Diagnostics;
using MediaClusters.Evaluation.Contenders;
using MediaClusters.Evaluation.Measures;
using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Evaluation.Reports;

/// <summary>Measures contenders on families.</summary>
/// <param name="plan">On which pets.</param>
/// <param name="progress">Told which family is being worked on.</param>
internal sealed class EvaluationRun(EvaluationPlan plan, IProgress<string> progress)
{
    // Thirty calls make a method worth compiling well.
    private const int WarmUps = 40;

    /// <summary>The scores of each contender on each family, in the order of the contenders.</summary>
    public IReadOnlyList<FamilyScore> Measure(IReadOnlyList<Contender> contenders, CancellationToken cancellationToken)
    {
        WarmUp(contenders, cancellationToken);
        var scores = new List<FamilyScore>();
        foreach (var family in plan.Families)
        {
            var runs = contenders.ToDictionary(contender => contender, _ => new List<Run>());
            foreach (var (pet, number, count) in plan.Pets(family))
            {
                foreach (var contender in contenders)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress.Report($"{family.Name}, pet {number} of {count}: {contender.Name}");
                    runs[contender].Add(Once(contender, pet, cancellationToken));
                }
            }

            scores.AddRange(runs.SelectMany(run => Summaries(run.Key, family, run.Value)));
        }

        return [.. scores.OrderBy(score => contenders.Index().First(contender => string.Equals(contender.Item.Name, score.Contender, StringComparison.Ordinal)).Index)];
    }

    private IEnumerable<FamilyScore> Summaries(Contender contender, PetFamily family, List<Run> runs) =>
        plan.ByDimension
            ? runs.GroupBy(run => run.Dimensions).OrderBy(group => group.Key).Select(group => Summary(contender, family, group.Key, [.. group]))
            : [Summary(contender, family, null, runs)];

    private static FamilyScore Summary(Contender contender, PetFamily family, int? dimensions, List<Run> runs) => new(
        contender.Name,
        family.Name,
        dimensions,
        [.. runs.Select(run => run.Scores)],
        runs.Select(run => run.Milliseconds).Order().ElementAt(runs.Count / 2));

    private static Run Once(Contender contender, LabelledPet pet, CancellationToken cancellationToken)
    {
        var work = contender.Prepare(pet, cancellationToken);
        var start = Stopwatch.GetTimestamp();
        var outcome = work();
        var elapsed = Stopwatch.GetElapsedTime(start);
        return new Run(pet.Dimensions, Scores.Of(pet, outcome), elapsed.TotalMilliseconds);
    }

    /// <summary>Lets the compiler get done with what it will otherwise do while the clock runs.</summary>
    private static void WarmUp(IReadOnlyList<Contender> contenders, CancellationToken cancellationToken)
    {
        var pet = PetFamilies.Named("equal").Make(PetSeeds.FirstTuning, 384);
        foreach (var contender in contenders)
        {
            var work = contender.Prepare(pet, cancellationToken);
            for (var i = 0; i < WarmUps; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                work();
            }
        }
    }

    private sealed record Run(int Dimensions, Scores Scores, double Milliseconds);
}
