using System.Collections.ObjectModel;
using MediaClusters.Api.Errors;
using MediaClusters.Api.Json;

namespace MediaClusters.Api.Requests;

/// <summary>The pets of one call. Stops at the first one too many; an id that is there twice is answered once.</summary>
internal abstract class PetIdList(int limit) : Collection<Guid>
{
    private const string Field = "pet_ids";

    private string Problem => $"must hold 1 to {limit:N0} ids";

    /// <summary>The distinct ids in the caller's order; only to be used when <paramref name="errors"/> stayed empty.</summary>
    public static IReadOnlyList<Guid> Check(PetIdList? list, PetIdList empty, FieldErrors errors)
    {
        if (list is null or { Count: 0 })
            errors.Add(Field, empty.Problem);
        return list is null ? [] : [.. list.Distinct()];
    }

    protected override void InsertItem(int index, Guid item)
    {
        if (Count == limit)
            throw new JsonFieldException(Problem, field: Field);
        base.InsertItem(index, item);
    }
}

/// <summary>Pets whose versions are asked for.</summary>
internal sealed class BatchOfPets() : PetIdList(500);

/// <summary>Pets whose version numbers are asked for.</summary>
internal sealed class ManyPets() : PetIdList(5000);
