using System.Diagnostics.CodeAnalysis;

namespace DiffPir.Kernels;

/// <summary>
/// One operation of a graph; its name is also the name of the value it produces. An operation owns everything that is known of it: the shape
/// of its result, what it needs of memory, the ways to run it and their launches. Graphs and plans ask, and know no operation by its type.
/// </summary>
/// <param name="Name">Unique in its graph; builders use the checkpoint's own names where there are any.</param>
public abstract record GraphNode(string Name)
{
    /// <summary>Names of the values that the operation reads.</summary>
    public abstract IReadOnlyList<string> Inputs { get; }

    /// <summary>True for a concatenation: the value is that of the inputs, the channels of one after those of the other.</summary>
    internal virtual bool JoinsInputs => false;

    /// <summary>True where the operation can write its value into a slice of a concatenation's buffer.</summary>
    internal virtual bool WritesSlices => true;

    /// <summary>True where the operation itself writes the zeros around a value with a border.</summary>
    internal virtual bool WritesBorder => false;

    /// <summary>For a view, the first channel of its only input at which the value lies; null for an operation that makes its value.</summary>
    internal virtual int? ViewedChannel => null;

    /// <summary>The input whose moments the operation reads, or null.</summary>
    internal virtual string? MomentsRead => null;

    /// <summary>Shape of the result.</summary>
    /// <param name="inputs">Shapes of <see cref="Inputs"/>.</param>
    /// <exception cref="ArgumentException">They do not fit together; the message names the operation.</exception>
    public abstract TensorShape InferShape(IReadOnlyList<TensorShape> inputs);

    /// <summary>The operation that does what this one and then a consumer of its value do, or null where no kernel does both.</summary>
    /// <param name="consumer">Reads this operation's value, which nothing else reads.</param>
    internal virtual GraphNode? Absorb(GraphNode consumer) => null;

    /// <summary>Channels of the conditioning table up to the last one that the operation reads; 0 where it reads none.</summary>
    internal virtual int ConditioningChannels(IReadOnlyList<TensorShape> inputs) => 0;

    /// <summary>True where the operation reads one pixel beyond the edges of an input.</summary>
    internal virtual bool ReadsBorder(string input) => false;

    /// <summary>All ways to run the operation on a device; empty where there is only one.</summary>
    internal virtual IEnumerable<Enum> Candidates(ComputeDevice device, IReadOnlyList<TensorShape> inputs, TensorShape output) => [];

    /// <summary>The way in which a plan runs the operation; null where there is only one.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="choices">Measured choices, which come before the operation's own rules where they apply.</param>
    /// <param name="inputs">Shapes of the inputs.</param>
    /// <param name="output">Shape of the result.</param>
    internal virtual Enum? Choose(ComputeDevice device, TuningTable choices, IReadOnlyList<TensorShape> inputs, TensorShape output) => null;

    /// <summary>The text under which a measured choice for the operation is kept: all that its candidates' times depend on.</summary>
    internal virtual string TuningKey(IReadOnlyList<TensorShape> inputs, TensorShape output) => string.Empty;

    /// <summary>The operation by itself, for measurements: named <paramref name="name"/>, with one input.</summary>
    internal virtual GraphNode Alone(string name, string input) => throw new NotSupportedException($"'{Name}' has no candidates to measure");

    /// <summary>Chunks of the table of moments that the operation leaves of its value; 0 where it leaves none.</summary>
    internal virtual int MomentChunks(OperationSetting setting) => 0;

    /// <summary>True where the operation can leave its value in the 16-bit format in which the device's tensor cores multiply.</summary>
    internal virtual bool WritesPacked(OperationSetting setting) => false;

    /// <summary>True where the operation rounds an input to that format anyway, and can read it so.</summary>
    internal virtual bool ReadsPacked(string input, OperationSetting setting) => false;

    /// <summary>Floats of memory that the operation needs while it runs.</summary>
    internal virtual long ScratchElements(OperationSetting setting) => 0;

    /// <summary>True where the operation is a pass over its input: computing its value again takes next to no time.</summary>
    internal virtual bool IsPass => false;

    /// <summary>The same operation under another name, reading other values.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rename">What is read instead of an input.</param>
    internal abstract GraphNode Rename(string name, Func<string, string> rename);

    /// <summary>True where the operation reads weights or the conditioning table, which have gradients too.</summary>
    internal virtual bool HasParameters => false;

    /// <summary>
    /// Adds the operations that compute the gradients with respect to the inputs from that with respect to the value, and contributes
    /// their results where they are wanted.
    /// </summary>
    /// <param name="builder">Takes the operations.</param>
    /// <param name="gradient">Name of the gradient with respect to the operation's value.</param>
    internal virtual void Differentiate(GradientBuilder builder, string gradient) =>
        throw new NotSupportedException($"'{Name}' has no gradient with respect to its inputs");

    /// <summary>Prepares the launches; nothing is enqueued before the step runs.</summary>
    internal abstract PlanStep Prepare(OperationContext context);

    /// <summary>Throws, naming the operation, where a condition on shapes is not met.</summary>
    private protected void Require([DoesNotReturnIf(false)] bool condition, string problem)
    {
        if (!condition)
        {
            throw new ArgumentException($"operation '{Name}' {problem}");
        }
    }
}
