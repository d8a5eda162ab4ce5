using System.Runtime.Intrinsics;
using MediaClusters.Evaluation.Contenders;

namespace MediaClusters.Tests.Evaluation.Commands;

/// <summary>Whole runs, and not only distances, come to the same groups and names on every machine that multiplies and adds in one step.</summary>
public sealed class DigestCommandTests
{
    public static TheoryData<string, string, string> Knobs => new()
    {
        { "DOTNET_PROCESSOR_COUNT", "1", "1 processors" },
        { "DOTNET_PROCESSOR_COUNT", "5", "5 processors" },
        { "DOTNET_EnableAVX512", "0", $"{(Vector256.IsHardwareAccelerated ? 256 : 128)} bits" },
    };

    private static readonly Lazy<Task<string[]>> Here = new(() => LinesAsync());

    [Theory]
    [MemberData(nameof(Knobs))]
    public async Task Digest_is_the_same_whatever_the_processors_and_registers(string knob, string value, string shows)
    {
        var lines = await LinesAsync((knob, value));

        lines[0].ShouldContain(shows);
        lines.Length.ShouldBe(1 + AllContenders.Strategies.Count);
        lines[1..].ShouldBe((await Here.Value)[1..]);
        lines[1..].Select(line => line.Split(' ')[1]).ShouldBeUnique();
    }

    private static async Task<string[]> LinesAsync(params (string Name, string Value)[] environment)
    {
        var (code, output, error) = await EvaluationProcess.RunAsync("digest --pets 2", environment);
        (code, error).ShouldBe((0, ""));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
