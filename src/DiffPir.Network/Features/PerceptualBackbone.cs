namespace DiffPir.Network;

/// <summary>A classification network whose features LPIPS compares.</summary>
public enum PerceptualBackbone
{
    /// <summary>VGG16, which tables usually mean by LPIPS.</summary>
    Vgg16,

    /// <summary>AlexNet, smaller and with other numbers.</summary>
    AlexNet,
}
