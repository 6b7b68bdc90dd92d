namespace DiffPir.Sampler;

/// <summary>How DiffPIR meets the measurement: the modes of the published program.</summary>
public enum DiffPirMode
{
    /// <summary>By data steps on the prediction of the clean picture: the published method.</summary>
    DataStep,

    /// <summary>Not at all: a picture of the prior that starts from the measurement. For comparison.</summary>
    Vanilla,

    /// <summary>Inpainting: known pixels are replaced by noisy ones before each prediction. The published program's form; RePaint itself is a method.</summary>
    Repaint,

    /// <summary>By a gradient step towards the measurement with the noise of the time step (the program's DPS_yt). Meant for all time steps in turn.</summary>
    DpsYt,
}
