using System.Text.Json.Serialization;

namespace DiffPir.Sampler;

/// <summary>Settings of a restoration method; each method has a record of its own, whose type says which method is meant.</summary>
public abstract record MethodOptions
{
    /// <summary>The method's name, as in <see cref="RestorationMethods"/>.</summary>
    [JsonIgnore]
    public abstract string Method { get; }

    /// <summary>Number of steps, 2 to 1000; the evaluations of the prior follow from it.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>What happens to pixels that an inpainting shows as they are.</summary>
    public KnownPixels KnownPixels { get; init; } = KnownPixels.Auto;

    /// <summary>
    /// From how much noise on (sigma_t, against a picture on [-1,1]) the prior looks at the picture at half the resolution, where noise is half as
    /// strong, and so on down to an eighth: greater than 0; null for the full resolution always. A prior that was trained on pictures of several sizes loses
    /// nothing by it from 1 on, and high noise, where half of the evaluations are, costs next to nothing. Not for methods that need the prior's gradient.
    /// </summary>
    public double? Coarse { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="SamplerException">A value is out of range; the message names it.</exception>
    public virtual void Validate()
    {
        Require(Steps is >= 2 and <= 1000, nameof(Steps), Steps, "2 to 1000");
        ValidateShared();
    }

    /// <summary>Checks what has the same range in every method.</summary>
    /// <inheritdoc cref="Validate"/>
    protected void ValidateShared()
    {
        RequireDefined(KnownPixels, nameof(KnownPixels));
        Require(Coarse is null or (> 0 and < double.PositiveInfinity), nameof(Coarse), Coarse, "greater than 0");
    }

    /// <summary>Refuses a number that stands for none of a type's values.</summary>
    /// <exception cref="SamplerException">The value is not defined.</exception>
    protected static void RequireDefined<T>(T value, string name)
        where T : struct, Enum => Require(Enum.IsDefined(value), name, value, $"one of {string.Join(", ", Enum.GetNames<T>())}");

    /// <summary>Refuses a value.</summary>
    /// <exception cref="SamplerException">The condition does not hold.</exception>
    protected static void Require<T>(bool holds, string name, T value, string range)
    {
        if (!holds)
        {
            throw new SamplerException($"{name} is {value}; it must be {range}");
        }
    }
}
