namespace MediaClusters.Evaluation.Pets;

/// <summary>A kind of pet.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Shows">What is hard about it.</param>
/// <param name="plan">Plans a pet.</param>
internal sealed class PetFamily(string name, string shows, Func<Draws, PetPlan> plan)
{
    public string Name => name;

    public string Shows => shows;

    /// <summary>Makes a pet; the same arguments always make the same one, to the bit.</summary>
    public LabelledPet Make(int seed, int dimensions)
    {
        var draws = Draws.For(name, seed, dimensions);
        var asked = plan(draws);
        return PetMaker.Make(name, seed, dimensions, asked, draws).State(asked.Drifted ? 1 : 0);
    }

    /// <summary>Makes a pet in two states: its photos as the old model embeds them, and as the new one does.</summary>
    public (LabelledPet Before, LabelledPet After) MakeDrifted(int seed, int dimensions)
    {
        var draws = Draws.For(name, seed, dimensions);
        var made = PetMaker.Make(name, seed, dimensions, plan(draws), draws);
        return (made.State(0), made.State(1));
    }

    /// <summary>The same pets as another kind of embedder sees them; see <see cref="PetPlan.Narrowed"/>.</summary>
    public PetFamily Narrowed() => new(name, $"{shows}, in a narrow cone", draws => plan(draws).Narrowed());

    public override string ToString() => name;
}
