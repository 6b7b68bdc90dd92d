namespace DiffPir.Cli.Options;

/// <summary>Where the sampler's settings come from that the command line leaves out.</summary>
internal enum Preset
{
    /// <summary>The best known for the model and the task.</summary>
    Auto,

    /// <summary>The published ones: 100 steps, the last iterate returned, periodic edges.</summary>
    Paper,
}
