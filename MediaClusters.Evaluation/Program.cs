using MediaClusters.Evaluation.Commands;

return await EvaluationCommands.RunAsync(args, Console.Out, Console.Error);
