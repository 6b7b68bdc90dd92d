using DiffPir.Cli.Hosting;

return await CommandLineApp.RunAsync(args, Terminal.OfProcess());
