using System.Diagnostics;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Jobs;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Kernels;
using DiffPir.Sampler;

namespace DiffPir.Cli.Evaluation;

/// <summary>
/// Degrades, restores and measures a folder of pictures by several methods, beside what needs no prior. After every picture the table is written,
/// and rows that are there already are not computed again.
/// </summary>
internal sealed class Evaluator
{
    /// <summary>Names of what needs no prior, in every table.</summary>
    public static readonly string[] References = ["input", "bicubic", "wiener"];

    /// <summary>Pictures that the report shows.</summary>
    private const int Shown = 4;

    private const int Colours = 3;

    private readonly EvaluationSettings _settings;
    private readonly Terminal _terminal;
    private readonly FeatureFiles _features;
    private readonly string _table;
    private readonly string _json;
    private readonly List<EvaluationRow> _rows = [];
    private readonly Dictionary<string, string> _jobs = new(StringComparer.Ordinal);
    private readonly LearnedMetrics _learned;

    /// <summary>Prepares an evaluation.</summary>
    /// <param name="settings">What to do.</param>
    /// <param name="terminal">Where progress goes.</param>
    /// <param name="learned">What networks measure; borrowed.</param>
    public Evaluator(EvaluationSettings settings, Terminal terminal, LearnedMetrics learned)
    {
        (_settings, _terminal, _learned, _features) = (settings, terminal, learned, new(settings.Report));
        (_table, _json) = (Path.Combine(settings.Report, "results.csv"), JsonIn(settings));
    }

    private string PictureFolder => Path.Combine(_settings.Report, "pictures");

    /// <summary>Looks, before anything is loaded, whether what an earlier run left is of the same evaluation.</summary>
    /// <exception cref="CliException">The folder of results holds those of other settings.</exception>
    public static void RequireSameSettings(EvaluationSettings settings)
    {
        string json = JsonIn(settings);
        if (InputFile.Exists(json) && ResultsJson.Settings(json) is var earlier && earlier != settings.Fingerprint)
        {
            throw new CliException(
                ExitCode.Usage, $"'{settings.Report}' holds results of other settings ({earlier}); name another folder with --report, or remove it");
        }
    }

    /// <summary>Takes over what an earlier run left, runs what is missing, and writes the report.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="quiet">No progress.</param>
    /// <param name="cancellation">Stops between pictures and steps.</param>
    /// <returns>The table.</returns>
    /// <exception cref="CliException">The folder of results cannot be written.</exception>
    public IReadOnlyList<EvaluationMean> Run(ComputeDevice device, bool quiet, CancellationToken cancellation)
    {
        var files = EvaluationPicture.Find(_settings.Folder, _settings.Limit);
        using var engine = new RestorationEngine(device, _ => PriorFile.Load(_terminal, device, _settings.Model));

        if (InputFile.Exists(_table))
        {
            _rows.AddRange(ResultsTable.Read(_table));
        }

        // What a method does not serve is said before hours are spent on the others.
        var first = EvaluationPicture.Load(_settings, files[0], 0);
        foreach (var job in _settings.Entries.Select(entry => first.JobFor(_settings, entry)))
        {
            if (files.Any(file => !Has(Path.GetFileName(file), job.Options.Method, job.Options.Steps)))
            {
                engine.Check(job, first.Measured);
            }
        }

        PrepareFolder();
        new ProgressDisplay(_terminal, quiet).Run("evaluating", display =>
        {
            var (done, count) = (0, files.Count * (1 + _settings.Entries.Count));
            for (int i = 0; i < files.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                AddReferences(device, files[i], i);
                display.Report(new(++done, count));
            }

            // A method and its pictures in turn: plans are made once where all pictures have one size.
            foreach (var entry in _settings.Entries)
            {
                for (int i = 0; i < files.Count; i++)
                {
                    AddMethod(engine, entry, files[i], i, cancellation);
                    display.Report(new(++done, count));
                }
            }

            return done;
        });
        var means = EvaluationMean.Of(_rows, _learned.HasFeatures ? _features : null);
        ResultsJson.Write(_json, _settings.Fingerprint, _rows, means);
        HtmlReport.Write(Path.Combine(_settings.Report, "report.html"), _settings, _rows, means, _learned.Missing, _jobs, PictureFolder);
        return means;
    }

    private static string JsonIn(EvaluationSettings settings) => Path.Combine(settings.Report, "results.json");

    private void PrepareFolder()
    {
        OutputFile.CreateFolder(_settings.Report, "choose another with --report");
        OutputFile.CreateFolder(PictureFolder, "choose another folder with --report");
        ResultsJson.Write(_json, _settings.Fingerprint, _rows, EvaluationMean.Of(_rows));
    }

    private void AddReferences(ComputeDevice device, string file, int index)
    {
        string name = Path.GetFileName(file);
        string[] missing = References.Where(reference => !Has(name, reference, 0)).ToArray();
        bool lacksFeatures = _learned.HasFeatures && !_features.Has(name, FeatureFiles.Truth);
        if (missing.Length == 0 && !lacksFeatures)
        {
            return;
        }

        var picture = EvaluationPicture.Load(_settings, file, index);
        if (lacksFeatures)
        {
            _features.Write(name, FeatureFiles.Truth, _learned.Features(picture.Truth));
        }

        var (plain, channels) = (new PlainReferences(device), picture.Truth.Channels);
        SaveShown(index, picture.Name, "truth", picture.Truth);
        foreach (string? reference in missing)
        {
            long start = Stopwatch.GetTimestamp();
            var result = reference switch
            {
                "input" => PlainReferences.Input(picture.Degradation, picture.Measured, channels),
                "bicubic" => plain.Bicubic(picture.Degradation, picture.Measured, channels),
                _ => plain.Wiener(picture.Degradation, picture.Measured, _settings.Task.Noise, channels),
            };
            Add(picture, index, reference, 0, 0, result, Stopwatch.GetElapsedTime(start));
        }
    }

    private void AddMethod(RestorationEngine engine, EvaluationEntry entry, string file, int index, CancellationToken cancellation)
    {
        var picture = EvaluationPicture.Load(_settings, file, index);
        var job = picture.JobFor(_settings, entry);
        var options = job.Options;
        _jobs.TryAdd($"{entry.Method} {options.Steps}", JobText.Of(job, _settings.Task, _settings.Blur, _settings.ModelName));
        if (!Has(picture.Name, entry.Method, options.Steps))
        {
            var result = engine.Restore(job, picture.Measured, null, cancellation);
            Add(picture, index, entry.Method, options.Steps, result.Evaluations, result.Image, result.Elapsed);
        }
    }

    // What an earlier run without some weights left is measured again with them.
    private bool Has(string picture, string method, int steps) =>
        _rows.Exists(row => row.Picture == picture && row.Method == method && row.Steps == steps && row.Learned.Covers(_learned.Wanted)
            && (!_learned.HasFeatures || _features.Has(picture, row.What)));

    private void Add(EvaluationPicture picture, int index, string method, int steps, int evaluations, PlanarImage result, TimeSpan elapsed)
    {
        int border = _settings.Task.Scale > 1 ? _settings.Task.Scale : 0;
        var row = new EvaluationRow(
            picture.Name, TaskRules.Word(_settings.Task.Kind), method, steps, evaluations, PictureMetrics.Of(result, picture.Truth, border),
            _learned.Distances(result, picture.Truth), elapsed.TotalSeconds);
        if (_learned.HasFeatures)
        {
            _features.Write(picture.Name, row.What, _learned.Features(result));
        }

        _rows.RemoveAll(old => old.Picture == row.Picture && old.What == row.What);
        _rows.Add(row);
        SaveShown(index, picture.Name, row.What, result);
        ResultsTable.Write(_table, _rows);
    }

    private void SaveShown(int index, string picture, string what, PlanarImage image)
    {
        if (index < Shown)
        {
            string path = Path.Combine(PictureFolder, $"{Path.GetFileNameWithoutExtension(picture)}-{what}.png");
            ImageWriter.Save(path, Photograph.Of(image.RepeatChannel(Colours)));
        }
    }
}
