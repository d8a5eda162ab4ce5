using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaClusters.LoadTests.Reporting.Json;

/// <summary>A run as load.json has it. What is not a number is null.</summary>
/// <param name="Format">Tells such a file from others, and its later versions from this one.</param>
internal sealed record ReportDocument(
    string Format,
    string Title,
    DateTimeOffset StartedAt,
    double ElapsedSeconds,
    int Seed,
    IReadOnlyList<DocumentSetting> Environment,
    IReadOnlyList<Goal> Goals,
    IReadOnlyList<DocumentSection> Sections)
{
    public const string CurrentFormat = "mediaclusters-load/1";

    public static ReportDocument Of(LoadReport report) => new(
        CurrentFormat,
        report.Title,
        report.StartedAt,
        report.Elapsed.TotalSeconds,
        report.Seed,
        [.. report.Environment.Select(pair => new DocumentSetting(pair.Key, pair.Value))],
        report.Goals,
        [.. report.Sections.Select(DocumentSection.Of)]);

    public string ToJson() => JsonSerializer.Serialize(this, ReportJsonContext.Default.ReportDocument) + "\n";

    /// <exception cref="InvalidDataException">The text is none of these documents.</exception>
    public static ReportDocument Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var document = JsonSerializer.Deserialize(json, ReportJsonContext.Default.ReportDocument);
            if (document is not { Format: CurrentFormat })
                throw new InvalidDataException($"its format is not {CurrentFormat}");
            if (document.HoldsNothing())
                throw new InvalidDataException("a list in it holds a null");
            return document;
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"it is no report of a load run ({(problem.Path is { Length: > 0 } path ? $"at {path}, " : "")}line {(problem.LineNumber ?? 0) + 1})", problem);
        }
    }

    /// <summary>The serializer asks of properties that they are not null, but not of what is in a list.</summary>
    private bool HoldsNothing() =>
        Environment.Contains(null!) || Goals.Contains(null!) || Sections.Contains(null!)
        || Sections.Any(section => section.Loads.Contains(null!) || section.Figures.Contains(null!) || section.Loads.Any(load => load.Timeline.Contains(null!)));
}

internal sealed record DocumentSetting(string Name, string Value);

internal sealed record DocumentSection(string Title, string Text, IReadOnlyList<DocumentLoad> Loads, IReadOnlyList<DocumentFigure> Figures)
{
    public static DocumentSection Of(ReportSection section) => new(
        section.Title,
        section.Text,
        [.. section.Rows.Select(DocumentLoad.Of)],
        [.. section.Figures.Select(figure => new DocumentFigure(figure.Name, DocumentNumber.Of(figure.Value), figure.Unit, figure.Note))]);
}

internal sealed record DocumentFigure(string Name, double? Value, string Unit, string? Note);

internal static class DocumentNumber
{
    public static double? Of(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    NewLine = "\n",
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
