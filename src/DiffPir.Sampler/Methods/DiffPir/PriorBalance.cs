using System.Globalization;

namespace DiffPir.Sampler;

/// <summary>The settings of DiffPIR that depend on how good the prior is at a task.</summary>
/// <param name="Lambda">As <see cref="DiffPirOptions.Lambda"/>.</param>
/// <param name="Tau">As <see cref="DiffPirOptions.Tau"/>.</param>
/// <param name="Zeta">As <see cref="DiffPirOptions.Zeta"/>.</param>
public sealed record PriorBalance(double Lambda, double Tau = 1, double Zeta = 1)
{
    private static readonly string[] Names = ["lambda", "tau", "zeta"];

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"lambda={Lambda:R} tau={Tau:R} zeta={Zeta:R}");

    /// <summary>Reads a text like <c>lambda=3 tau=0.8 zeta=1</c>.</summary>
    /// <exception cref="SamplerException">It is another text, or a value is out of range.</exception>
    public static PriorBalance Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        MethodOptions options = new DiffPirOptions();
        string[][] pairs = [.. text.Split(' ').Select(part => part.Split('='))];
        if (!pairs.All(pair => pair.Length == 2) || !pairs.Select(pair => pair[0]).SequenceEqual(Names))
        {
            throw new SamplerException($"settings of a prior are '{text}', expected a text like '{new PriorBalance(3, 0.8)}'");
        }

        foreach (string[] pair in pairs)
        {
            options = MethodSettings.With(options, pair[0], pair[1]);
        }

        options.Validate();
        var found = (DiffPirOptions)options;
        return new(found.Lambda, found.Tau, found.Zeta);
    }

    /// <summary>The settings by themselves, the others being the usual ones.</summary>
    internal DiffPirOptions ToOptions() => new() { Lambda = Lambda, Tau = Tau, Zeta = Zeta };
}
