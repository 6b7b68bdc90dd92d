namespace DiffPir.Sampler;

/// <summary>How a data step is solved.</summary>
public enum DataSolver
{
    /// <summary>Exactly, or by conjugate gradients where there is no closed form.</summary>
    Exact,

    /// <summary>
    /// By one gradient step of length 1 / rho (the published program's sub_1_analytic: false), for deblurring and super-resolution. Its first steps are
    /// enormous and only the limits of the prediction bring them back; it needs larger lambdas.
    /// </summary>
    FirstOrder,
}
