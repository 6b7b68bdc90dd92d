using System.Diagnostics;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Completion;

/// <summary>The scripts in the shells that they are for; a shell that is not installed is a visible skip.</summary>
public sealed class ShellCompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ShellCompletionTests()
    {
        Directory.CreateDirectory(_folder.File("bin"));
        Directory.CreateDirectory(_folder.File("pictures"));
        File.WriteAllText(_folder.File("pictures/photo one.png"), "");
        _folder.Script("bin/diffpir", ProgramRun.Launcher);
    }

    public static TheoryData<string, string> Lines => new()
    {
        { "diffpir resto", "restore" },
        { "diffpir restore --task d", "deblur denoise" },
        { "diffpir restore --mas", "--mask --mask-is" },
        { "diffpir restore pictures/ph", "pictures/photo one.png" },
        { "diffpir restore --mask pictures/ph", "pictures/photo one.png" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Lines))]
    [InlineData("diffpir restore --blur gau", "gaussian:")]
    [InlineData("diffpir restore --task deblur --ker", "--kernel --kernel-flip")]
    [InlineData("  diffpir   model   in", "info")]
    public async Task Bash_completes(string line, string words)
    {
        // Where the function finds nothing, bash goes on with files, as its 'complete' says by '-o default'.
        const string script = """
            eval "$(diffpir completion bash)"
            COMP_LINE=$1 COMP_POINT=${#1}
            read -ra COMP_WORDS <<<"$COMP_LINE"
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            spec=$(complete -p diffpir)
            [[ $spec == *"-o default"* ]] || exit 1
            function=${spec#*-F } function=${function%% *}
            $function "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            if ((${#COMPREPLY[@]} == 0)); then readarray -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"); fi
            printf '%s\n' "${COMPREPLY[@]}"
            """;

        Assert.Equal(words, await RunAsync("bash", "--norc", "-c", script, "bash", line));
    }

    [Fact]
    public async Task Bash_completes_at_the_cursor_and_behind_a_colon()
    {
        const string script = """
            eval "$(diffpir completion bash)"
            COMP_LINE="diffpir restore --task de --noise 5" COMP_POINT=25
            _diffpir diffpir de --task
            echo "${COMPREPLY[@]}"
            COMP_LINE="diffpir restore --blur x:gauss" COMP_POINT=30
            _diffpir diffpir gauss :
            echo "nothing:${COMPREPLY[@]}"
            """;

        Assert.Equal("deblur denoise nothing:", await RunAsync("bash", "--norc", "-c", script));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Fish_completes(string line, string words) =>
        Assert.Equal(words, (
            await RunAsync("fish", "--no-config", "-c", "diffpir completion fish | source; complete -C $argv[1] | string replace -r '\\t.*' ''", line))
                .Replace("\\ ", " ", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Zsh_completes(string line, string words)
    {
        // Completion in zsh lives inside of its line editor: what the function would add is caught.
        const string script = """
            compdef() { : }
            compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -l -- $@ }
            _files() { print -l -- ${words[CURRENT]}*(N) }
            eval "$(diffpir completion zsh)"
            words=(${(z)1}) CURRENT=$#words
            _diffpir
            """;

        Assert.Equal(words, await RunAsync("zsh", "-f", "-c", script, "zsh", line));
    }

    [Fact]
    public async Task PowerShell_completes()
    {
        const string script = """
            diffpir completion powershell | Out-String | Invoke-Expression
            (TabExpansion2 'diffpir restore --task d' 24).CompletionMatches | ForEach-Object CompletionText
            """;

        Assert.Equal("deblur denoise", await RunAsync("pwsh", "-NoProfile", "-Command", script));
    }

    /// <summary>What a shell writes, its lines joined by spaces.</summary>
    private async Task<string> RunAsync(string shell, params string[] args)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the program is started by a script for sh here");
        Assert.SkipUnless(ToolRun.Find(shell) is not null, $"{shell} is not installed");
        var start = new ProcessStartInfo(shell, args) { WorkingDirectory = _folder.Path };
        start.Environment["PATH"] = $"{_folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        var run = await ToolRun.OfAsync(start);

        Assert.True(run.Error.Length == 0, run.Error);
        return run.Output.TrimEnd().ReplaceLineEndings(" ");
    }
}
