using DiffPir.Cli.Options;
using DiffPir.Cli.Restoring;

namespace DiffPir.Cli.Batches;

/// <summary>Engines that are opened together and disposed together.</summary>
internal sealed class EngineGroup : IDisposable
{
    private readonly List<PictureEngine> _engines = [];

    /// <summary>Opens an engine on each device; where one cannot be opened, none stays open.</summary>
    public EngineGroup(IEnumerable<DeviceChoice> devices, Func<DeviceChoice, PictureEngine> open)
    {
        try
        {
            foreach (var device in devices)
            {
                _engines.Add(open(device));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The engines.</summary>
    public IReadOnlyList<PictureEngine> All => _engines;

    /// <inheritdoc/>
    public void Dispose() => _engines.ForEach(static engine => engine.Dispose());
}
