using DiffPir.Cli.Hosting;

using var interruption = new Interruption();
return interruption.CodeFor(await CommandLineApp.RunAsync(args, Terminal.OfProcess(), interruption.Token));
