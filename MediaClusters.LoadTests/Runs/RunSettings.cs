namespace MediaClusters.LoadTests.Runs;

/// <param name="Seed">Decides pets, photos and the order of requests.</param>
/// <param name="Pets">Each with a version, its members and its snapshot.</param>
/// <param name="WithPhotos">As many of them have photos too.</param>
/// <param name="HundredPhotos">Pets of a hundred photos each, beside those, to have them clustered.</param>
/// <param name="Duration">How long a load is measured.</param>
/// <param name="WarmUp">How long it goes on before that.</param>
/// <param name="JobRate">Jobs a second that are waited for until they are visible.</param>
/// <param name="StartUps">How often the API's start is measured.</param>
internal sealed record RunSettings(int Seed, int Pets, int WithPhotos, int HundredPhotos, TimeSpan Duration, TimeSpan WarmUp, int JobRate, int StartUps)
{
    /// <summary>Callers under saturation.</summary>
    public const int Connections = 64;
}
