using System.Globalization;
using System.Net;
using System.Text;

namespace DiffPir.Cli.Evaluation;

/// <summary>One page with everything inside: the table, the pictures side by side under a slider, and every job.</summary>
internal static class HtmlReport
{
    private const int MaxPictureBytes = 64 << 20;

    private const string Head = """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>DiffPir evaluation</title><style>
        body{font:15px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222}table{border-collapse:collapse}
        td,th{padding:.25em .8em;text-align:right;border-bottom:1px solid #ddd}td:first-child,th:first-child{text-align:left}
        .pair{position:relative;display:inline-block}.pair img{display:block;max-width:100%}.pair .top{position:absolute;inset:0;clip-path:inset(0 50% 0 0)}
        pre{background:#f5f5f5;padding:.6em;overflow:auto}</style>
        """;

    private const string Script = """
        <script>document.querySelectorAll('.look').forEach(look=>{const top=look.querySelector('.top'),slider=look.querySelector('input'),
        choice=look.querySelector('select');slider.oninput=()=>top.style.clipPath=`inset(0 ${100-slider.value}% 0 0)`;
        choice.onchange=()=>top.src=look.querySelector(`[data-name="${choice.value}"]`).src})</script>
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="settings">What was done.</param>
    /// <param name="rows">The results.</param>
    /// <param name="means">Their means.</param>
    /// <param name="missing">Why columns are missing; null where none are.</param>
    /// <param name="jobs">The jobs by name, as YAML.</param>
    /// <param name="pictures">The folder of saved pictures, PICTURE-WHAT.png.</param>
    public static void Write(
        string path, EvaluationSettings settings, IReadOnlyList<EvaluationRow> rows, IReadOnlyList<EvaluationMean> means, string? missing,
        IReadOnlyDictionary<string, string> jobs, string pictures)
    {
        var page = new StringBuilder(Head);
        page.Append(CultureInfo.InvariantCulture, $"<h1>DiffPir evaluation</h1><p>{Text(settings.Fingerprint)}</p>");
        var learned = EvaluationMean.KnownColumns(means);
        page.Append("<table><tr><th>method<th>steps<th>evaluations<th>pictures<th>PSNR<th>PSNR-Y<th>SSIM<th>");
        page.Append(string.Concat(learned.Select(static name => $"{EvaluationMean.TitleOf(name)}<th>"))).Append("seconds</tr>");
        foreach (var mean in means)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(mean.Method)}<td>{mean.Steps}<td>{mean.Evaluations:0}<td>{mean.Pictures}");
            page.Append(CultureInfo.InvariantCulture, $"<td>{mean.Psnr:0.00}<td>{mean.PsnrY:0.00}<td>{mean.Ssim:0.0000}<td>");
            page.Append(string.Concat(learned.Select(name => $"{mean.LearnedText(name)}<td>")));
            page.Append(CultureInfo.InvariantCulture, $"{mean.Seconds:0.00}</tr>");
        }

        page.Append("</table><p>PSNR and PSNR-Y in dB, of 8-bit values; for super-resolution without a border as wide as the scale.");
        page.Append(missing is null ? "</p>" : $" The table has {Text(missing)}.</p>");
        foreach (string? picture in rows.Select(static row => row.Picture).Distinct())
        {
            AppendPicture(page, rows, picture, pictures);
        }

        page.Append("<h2>Jobs</h2>");
        foreach (var (name, yaml) in jobs)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h3>{Text(name)}</h3><pre>{Text(yaml)}</pre>");
        }

        OutputFile.Write(path, Encoding.UTF8.GetBytes(page.Append(Script).Append("</html>\n").ToString()));
    }

    private static void AppendPicture(StringBuilder page, IReadOnlyList<EvaluationRow> rows, string picture, string folder)
    {
        string FileOf(string what) => Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(picture)}-{what}.png");
        string[] shown = rows.Where(row => row.Picture == picture).Select(static row => row.What)
            .Where(what => InputFile.Exists(FileOf(what))).ToArray();
        if (!InputFile.Exists(FileOf("truth")) || shown.Length == 0)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(picture)}</h2><div class=look><select>");
        foreach (string? what in shown)
        {
            page.Append(CultureInfo.InvariantCulture, $"<option{(what == shown[^1] ? " selected" : "")}>{Text(what)}");
        }

        page.Append(CultureInfo.InvariantCulture,
            $"</select> <input type=range value=50> truth on the right<br><div class=pair><img src=\"{Data(FileOf("truth"))}\">");
        page.Append(CultureInfo.InvariantCulture, $"<img class=top src=\"{Data(FileOf(shown[^1]))}\"></div>");
        foreach (string? what in shown)
        {
            page.Append(CultureInfo.InvariantCulture, $"<img hidden data-name=\"{Text(what)}\" src=\"{Data(FileOf(what))}\">");
        }

        page.Append("</div>");
    }

    private static string Data(string file) => $"data:image/png;base64,{Convert.ToBase64String(InputFile.ReadAllBytes(file, MaxPictureBytes))}";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
