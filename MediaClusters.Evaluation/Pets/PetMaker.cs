using MediaClusters.Clustering;

namespace MediaClusters.Evaluation.Pets;

/// <summary>
/// Makes a pet from a plan, the way an embedder would see it. A centre c = sqrt(b) p + sqrt(1 - b) u has what all
/// photos of the pet share, p, and a direction of its own, u; so two centres are at cosine b. A photo is c + s r e with
/// noise e of mean square 1 and r near 1: two photos of a group are at cosine 1/(1 + s²) or so.
/// </summary>
internal sealed class PetMaker
{
    private const double LeastBurst = 0.975;
    private const double MostBurst = 0.995;

    // Of own directions: a centre's cosine with its kin's is b above it.
    private const double LeastKinship = 0.1;
    private const double MostKinship = 0.5;

    // A photo in the old model and in the new one are at a cosine of 0.94 after the turn, and of 0.92 after all of it.
    private const double Turn = 0.94;
    private const double Stretch = 0.4;
    private const double DriftNoise = 0.05;

    private readonly PetPlan _plan;
    private readonly Draws _draws;
    private readonly int _dimensions;
    private readonly double[][] _axes;
    private readonly double[] _energies;
    private readonly List<Shot> _shots = [];
    private double _centreCosine;

    private PetMaker(PetPlan plan, int dimensions, Draws draws)
    {
        _plan = plan;
        _draws = draws;
        _dimensions = dimensions;
        _axes = [.. Enumerable.Range(0, plan.Axes).Select(_ => Vectors.Direction(draws, dimensions))];
        var sum = Enumerable.Range(1, plan.Axes).Sum(k => 1.0 / k);
        _energies = [.. Enumerable.Range(1, plan.Axes).Select(k => 1 / (k * sum))];
    }

    public static MadePet Make(string family, int seed, int dimensions, PetPlan plan, Draws draws)
    {
        var maker = new PetMaker(plan, dimensions, draws);
        maker.AddAll();
        draws.Shuffle(maker._shots);
        var shots = maker._shots;
        var before = shots.ConvertAll(shot => maker.Embedding(shot.Vector));
        var after = maker.Drift(shots.ConvertAll(shot => shot.Vector)).ConvertAll(maker.Embedding);
        return new MadePet(
            [.. shots.Select((shot, i) => shot.Signals.Photo(draws.Id(), before[i]))],
            after,
            photos => new LabelledPet(
                family,
                seed,
                dimensions,
                photos,
                [.. shots.Select(shot => shot.Group)],
                [.. shots.Select(shot => shot.Signals.Portrait)],
                [.. shots.Select(shot => shot.Signals.Evidence)]));
    }

    private void AddAll()
    {
        var look = Vectors.Direction(_draws, _dimensions);
        var within = _plan.Groups.Count > 0 ? _plan.Groups.Average(group => group.Cosine) : 1;
        _centreCosine = Math.Min(0.9, _plan.Base / within);

        var portraits = new Portraits(_plan, _draws);
        var own = new List<double[]>();
        var centres = new List<double[]>();
        foreach (var group in _plan.Groups)
        {
            own.Add(OwnDirection(group, own, look));
            centres.Add(Vectors.At(Math.Sqrt(_centreCosine), look, own[^1]));
            AddGroup(centres.Count - 1, group, centres[^1], portraits);
        }

        for (var i = 0; i < _plan.Outliers; i++)
            AddOutlier(look, centres, portraits);
    }

    private double[] OwnDirection(GroupPlan group, List<double[]> others, double[] look)
    {
        var fresh = Vectors.At(0, look, Vectors.Direction(_draws, _dimensions));
        if (group.Like is { } like)
            return Vectors.At((group.LikeCosine - _centreCosine) / (1 - _centreCosine), others[like], fresh);
        return others.Count > 0 && _draws.Chance(_plan.Kinship)
            ? Vectors.At(_draws.Between(LeastKinship, MostKinship), others[_draws.Count(0, others.Count - 1)], fresh)
            : fresh;
    }

    private void AddGroup(int index, GroupPlan group, double[] centre, Portraits portraits)
    {
        var spread = Math.Sqrt((1 / group.Cosine) - 1);
        var bursts = group.Bursts;
        var views = group.Size - bursts.Sum(size => size - 1);
        portraits.Start(views);
        for (var view = 0; view < views; view++)
        {
            var signals = portraits.Next();
            var vector = Vectors.Unit(Vectors.Mix(centre, 1, Deviation(), spread * signals.Deviation));
            _shots.Add(new Shot(vector, index, signals));
            if (view < bursts.Count)
                AddBurst(index, bursts[view] - 1, vector, signals, portraits);
        }
    }

    private void AddBurst(int group, int copies, double[] first, Signals signals, Portraits portraits)
    {
        var step = Math.Sqrt((1 / _draws.Between(LeastBurst, MostBurst)) - 1);
        for (var i = 0; i < copies; i++)
        {
            var vector = Vectors.Unit(Vectors.Mix(first, 1, Vectors.Noise(_draws, _dimensions), step));
            _shots.Add(new Shot(vector, group, portraits.Copy(signals, i + 1)));
        }
    }

    private void AddOutlier(double[] look, List<double[]> centres, Portraits portraits)
    {
        var alone = Vectors.At(Math.Sqrt(_centreCosine), look, Vectors.Direction(_draws, _dimensions));
        if (centres.Count > 0 && _draws.Chance(_plan.Leaning))
        {
            // Somewhat more than half the way from a stranger to a member, at most.
            var towards = _draws.Count(0, centres.Count - 1);
            var member = Math.Sqrt(_plan.Groups[towards].Cosine);
            var cosine = _centreCosine + ((member - _centreCosine) * _draws.Between(0.1, 0.6));
            alone = Vectors.At(cosine, centres[towards], alone);
        }

        var spread = _plan.Strangeness * _draws.Between(0.25, 0.45);
        var vector = Vectors.Unit(Vectors.Mix(alone, 1, Deviation(), spread));
        _shots.Add(new Shot(vector, LabelledPet.Outlier, portraits.OfOutlier()));
    }

    private double[] Deviation()
    {
        var deviation = Vectors.Noise(_draws, _dimensions);
        var (few, all) = (Math.Sqrt(_plan.Anisotropy), Math.Sqrt(1 - _plan.Anisotropy));
        deviation = Array.ConvertAll(deviation, value => value * all);
        for (var axis = 0; axis < _axes.Length; axis++)
            deviation = Vectors.Mix(deviation, 1, _axes[axis], few * Math.Sqrt(_energies[axis]) * _draws.Normal());
        return deviation;
    }

    private float[] Embedding(double[] vector)
    {
        var length = _plan.UnitLength ? 1 : _draws.Between(0.5, 2);
        return Array.ConvertAll(vector, value => (float)(value * length));
    }

    /// <summary>
    /// The photos in another model: turned in random planes, each by the same angle, and stretched along each axis. Near
    /// photos stay near each other, for a model sees alike what looks alike; hence little noise.
    /// </summary>
    private List<double[]> Drift(List<double[]> vectors)
    {
        var planes = Enumerable.Range(0, _dimensions).ToArray();
        _draws.Shuffle(planes);
        var sine = Math.Sqrt(1 - (Turn * Turn));
        var stretch = planes.Select(_ => _draws.Between(1 - Stretch, 1 + Stretch)).ToArray();
        return vectors.ConvertAll(vector =>
        {
            var turned = new double[vector.Length];
            for (var k = 0; k + 1 < planes.Length; k += 2)
            {
                var (x, y) = (vector[planes[k]], vector[planes[k + 1]]);
                turned[planes[k]] = stretch[k] * ((Turn * x) - (sine * y));
                turned[planes[k + 1]] = stretch[k + 1] * ((sine * x) + (Turn * y));
            }

            return Vectors.Unit(Vectors.Mix(Vectors.Unit(turned), 1, Vectors.Noise(_draws, _dimensions), DriftNoise));
        });
    }

    private sealed record Shot(double[] Vector, int Group, Signals Signals);
}

/// <summary>A pet as both models see it.</summary>
internal sealed record MadePet(IReadOnlyList<Photo> Photos, IReadOnlyList<float[]> Drifted, Func<IReadOnlyList<Photo>, LabelledPet> Label)
{
    /// <summary>The pet by the old model (0) or the new one (1).</summary>
    public LabelledPet State(int model) =>
        Label(model == 0 ? Photos : [.. Photos.Select((photo, i) => photo with { Embedding = Drifted[i] })]);
}
