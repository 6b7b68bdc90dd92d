# Completion of diffpir's command lines for fish:  diffpir completion fish >~/.config/fish/completions/diffpir.fish
function __diffpir_complete
    set -l words (commandline --tokenize --cut-at-cursor)
    set -l typed (commandline --current-token --cut-at-cursor)
    set -l found ($words[1] '[suggest]' (string join ' ' -- $words[2..-1] "$typed") 2>/dev/null)
    if test (count $found) -eq 0
        __fish_complete_path "$typed"
    else
        printf '%s\n' $found
    end
end
complete --command diffpir --no-files --arguments '(__diffpir_complete)'
