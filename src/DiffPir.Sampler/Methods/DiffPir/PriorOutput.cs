namespace DiffPir.Sampler;

/// <summary>What DiffPIR takes from the prior.</summary>
public enum PriorOutput
{
    /// <summary>The predicted clean picture (the published program's pred_xstart).</summary>
    Clean,

    /// <summary>
    /// A picture at the next lower time step (pred_x_prev). Each step goes down by one time step, whatever the distance to the next in the
    /// sequence: meant for all time steps in turn.
    /// </summary>
    Previous,
}
