# Completion of diffpir's command lines for zsh. In ~/.zshrc, behind compinit:  eval "$(diffpir completion zsh)"
_diffpir() {
    local -a found
    found=("${(@f)$("${words[1]}" '[suggest]' "${(j: :)words[2,CURRENT]}" 2>/dev/null)}")
    found=(${found:#})
    if (( $#found == 0 )); then
        _files
    elif (( $#found == 1 )) && [[ $found[1] == *: ]]; then
        compadd -Q -S '' -- $found
    else
        compadd -Q -- $found
    fi
}
compdef _diffpir diffpir
