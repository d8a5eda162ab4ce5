using MediaClusters.Chaos.Commands;

return await ChaosCommand.InvokeAsync(args, Console.Out, Console.Error);
