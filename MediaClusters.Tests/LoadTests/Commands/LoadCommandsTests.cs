using System.CommandLine;
using MediaClusters.LoadTests.Commands;

namespace MediaClusters.Tests.LoadTests.Commands;

public sealed class LoadCommandsTests
{
    [Theory]
    [InlineData("--pets 99", "--pets must be a number from 100 to 100000.")]
    [InlineData("--pets 1e3", "--pets must be a number from 100 to 100000.")]
    [InlineData("--pets -100", "--pets must be a number from 100 to 100000.")]
    [InlineData("--seconds 0", "--seconds must be a number from 1 to 3600.")]
    [InlineData("--seed 99999999999", "--seed must be a number from 0 to 2147483647.")]
    [InlineData("--only latest,lastest", "--only: there is no 'lastest'")]
    [InlineData("--only ,", "--only: there is no ''")]
    [InlineData("--output /proc/none", "--output '/proc/none' cannot be written to")]
    [InlineData("--page /nowhere/performance.md", "--page '/nowhere/performance.md' cannot take the tables: ")]
    [InlineData("--page /proc/version", "the marker <!-- figures: begin --> is missing")]
    [InlineData("--frobnicate", "'--frobnicate'")]
    [InlineData("gate --pets 100", "'--pets'")]
    public async Task Arguments_that_make_no_sense_end_it_with_2_and_say_why(string arguments, string problem)
    {
        RootCommand command = LoadCommands.Full();
        command.Subcommands.Add(LoadCommands.Gate());
        var errors = new StringWriter();

        (await CommandLine.InvokeAsync(command, arguments.Split(' '), errors)).ShouldBe(2);

        errors.ToString().ShouldContain(problem);
    }
}
