using System.CommandLine;

var root = new RootCommand("Measures the clustering engine on labelled pets.");
return await root.Parse(args).InvokeAsync();
