namespace DiffPir.Network;

/// <summary>
/// What a restoration can be checked against before any weight is read: known of a prior, and already of a network that has been recognised.
/// </summary>
public interface IPriorTraits
{
    /// <summary>Channels of the images it was trained on.</summary>
    int Channels { get; }

    /// <summary>Both sides of an image must be multiples of this.</summary>
    int SizeMultiple { get; }

    /// <summary>How much image and how much noise there is at each time step it was trained for.</summary>
    NoiseSchedule Schedule { get; }
}
