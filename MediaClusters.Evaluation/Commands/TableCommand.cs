using System.CommandLine;
using MediaClusters.Evaluation.Reports;

namespace MediaClusters.Evaluation.Commands;

/// <summary>What commands that print a table have in common.</summary>
internal static class TableCommand
{
    /// <param name="name">The command's name.</param>
    /// <param name="description">What it prints.</param>
    /// <param name="more">Options of its own.</param>
    /// <param name="table">Makes the table.</param>
    public static Command Create(string name, string description, IEnumerable<Option> more, Func<ParseResult, EvaluationPlan, IProgress<string>, CancellationToken, string> table)
    {
        var pets = CommonOptions.Pets();
        var heldOut = CommonOptions.HeldOut();
        var families = CommonOptions.Families();
        var markdown = CommonOptions.File("--markdown", "Write the table to this file as well");
        var command = new Command(name, description) { pets, heldOut, families, markdown };
        foreach (var option in more)
            command.Options.Add(option);

        command.SetWork(async (arguments, cancellationToken) =>
        {
            var plan = new EvaluationPlan(arguments.GetValue(pets), arguments.GetValue(heldOut)) { Families = CommonOptions.Chosen(arguments.GetValue(families)) };
            string text;
            using (var progress = new ProgressLine(arguments.InvocationConfiguration.Error))
                text = table(arguments, plan, progress, cancellationToken);

            await arguments.InvocationConfiguration.Output.WriteAsync(text);
            if (arguments.GetValue(markdown) is { } file)
                await File.WriteAllTextAsync(file.FullName, text, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }
}
