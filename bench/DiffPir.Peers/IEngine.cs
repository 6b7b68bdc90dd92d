namespace DiffPir.Peers;

/// <summary>A network loaded into another engine, with its input in place.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>The engine, its version, and how it computes.</summary>
    string Name { get; }

    /// <summary>Evaluates once, to the end.</summary>
    void Evaluate();

    /// <summary>The noise that the latest evaluation predicted, planar.</summary>
    float[] Noise();
}
