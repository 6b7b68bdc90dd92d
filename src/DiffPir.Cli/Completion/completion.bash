# Completion of diffpir's command lines for bash. In ~/.bashrc:  eval "$(diffpir completion bash)"
_diffpir() {
    local line=${COMP_LINE:0:COMP_POINT} typed word
    line=${line#*"$1"}
    typed=${line##*[[:space:]]}
    COMPREPLY=()
    while IFS= read -r word; do
        # Readline takes what follows a colon for a word of its own.
        [[ $typed == "$2" ]] || word=$2${word#"$typed"}
        COMPREPLY+=("$word")
    done < <("$1" '[suggest]' "${line#"${line%%[![:space:]]*}"}" 2>/dev/null)
    # What ends in a colon is not complete.
    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *: ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -o bashdefault -F _diffpir diffpir
