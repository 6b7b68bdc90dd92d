using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Batches;

/// <summary>Adds up the steps of all pictures of a batch, on whatever device each is; those of pictures that have not begun are taken to be as many.</summary>
internal sealed class BatchProgress(IProgress<StepReport> display, int pictures)
{
    private readonly Lock _gate = new();
    private int _steps;
    private double _work;
    private int _begun;
    private int _planned;

    /// <summary>The progress of one picture, to be told of its steps from one thread.</summary>
    public IProgress<StepReport> Begin() => new Picture(this);

    private void Report(Picture picture, StepReport report)
    {
        lock (_gate)
        {
            if (picture.Done == 0)
            {
                _begun++;
                _planned += report.Total;
            }

            _steps += report.Done - picture.Done;
            _work += report.Work - picture.Work;
            (picture.Done, picture.Work) = (report.Done, report.Work);
            display.Report(new(_steps, _planned + ((pictures - _begun) * (_planned / _begun))) { Work = _work });
        }
    }

    private sealed class Picture(BatchProgress batch) : IProgress<StepReport>
    {
        public int Done { get; set; }

        public double Work { get; set; }

        public void Report(StepReport value) => batch.Report(this, value);
    }
}
