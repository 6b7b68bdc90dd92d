#!/usr/bin/env bash
# Lists what setup.sh changed on this machine, and takes it back: packages that it installed are removed, unless others need them by now;
# those that came from another release return to the version they had, or to this release's newest; files that it wrote are deleted.
# Where something else needs what only the other release has, it says what, and stops.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/setup-common.sh"
export LC_ALL=C

if [[ ! -s $record ]]; then
    say "the set-up has changed nothing on this machine"
    exit 0
fi

# Of several changes of one package the first tells how it was before.
mapfile -t files < <(awk -F'\t' '$1 == "file" { print $2 }' "$record")
mapfile -t installed < <(awk -F'\t' '$1 != "file" && !known[$2]++ && $1 == "installed" { print $2 }' "$record" | sort)
mapfile -t upgraded < <(awk -F'\t' '$1 != "file" && !known[$2]++ && $1 == "upgraded" { print $2 "=" $3 }' "$record" | sort)

list() {
    if (($# > 1)); then
        echo "$1:"
        printf '    %s\n' "${@:2}"
    fi
}

list "files written" "${files[@]}"
list "packages installed" "${installed[@]}"
list "packages upgraded, with the version before" "${upgraded[@]}"

if ! may_become_root; then
    say "error: taking this back needs root: run 'sudo ./diffpir setup --undo'"
    exit 1
fi

# The set-up's own files are put aside: what the other release offers must not count. They come back unless all goes well.
aside=$(mktemp -d)
put_aside() {
    local file
    for file in "${files[@]}"; do
        if [[ -f $file ]]; then
            cp "$file" "$aside/"
            as_root rm -f "$file"
        fi
    done

    as_root apt-get -qq update
}

put_back() {
    local file
    for file in "${files[@]}"; do
        if [[ -f $aside/$(basename -- "$file") ]]; then
            write_as_root "$file" <"$aside/$(basename -- "$file")"
        fi
    done

    quietly_as_root apt-get -qq update || true
    rm -rf "$aside"
}

# Installed packages, named as dpkg does, whose version no source offers.
unoffered() {
    apt list --installed 2>/dev/null | awk '
        NR == FNR { name[$1 " " $2] = $3; next }
        split($1, part, "/") == 2 && part[2] == "now" { print name[part[1] " " $3] }' \
        <(dpkg-query -W -f '${Package} ${Architecture} ${binary:Package}\n') - | sort
}

# The packages that apt's plan removes, whatever their architecture.
removals() { awk '/^(Remv|Purg) / { print $2 }' | sort -u; }

# Names without architecture.
bare() { printf '%s\n' "${@%%:*}" | sort -u; }

# What the set-up installed and nothing depends on any more; a recommendation alone had not installed it before.
unneeded() {
    apt-get -s -o APT::AutoRemove::RecommendsImportant=false -o APT::AutoRemove::SuggestsImportant=false autoremove |
        removals | comm -12 - <(bare "${installed[@]}")
}

# The version to return to: the one before, this release's newest where that is offered no more, or none.
earlier() {
    local offered before
    offered=$(apt-cache madison "$1" | awk -F'|' '{ gsub(/ /, "", $2); print $2 }')
    before=$(printf '%s\n' "${upgraded[@]}" | sed -n "s/^$1=//p")
    if [[ -n $before ]] && grep -qxF -- "$before" <<<"$offered"; then echo "$before"; else head -n 1 <<<"$offered"; fi
}

before=$(unoffered)
trap put_back EXIT
put_aside

# What it asked for counts as installed by hand.
mapfile -t asked < <(comm -12 <(bare "${packages[@]}") <(bare "${installed[@]}"))
mapfile -t asked < <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${asked[@]}" 2>/dev/null | awk '$1 == "installed" { print $2 }')
if ((${#asked[@]} > 0)); then
    quietly_as_root apt-mark -qq auto "${asked[@]}"
fi

mapfile -t gone < <(unneeded)
if ((${#gone[@]} > 0)); then
    as_root apt-get -qq -y purge "${gone[@]}"
fi

# What has its version from the other release: the set-up's own, and what came later from the same sources.
mapfile -t foreign < <(comm -13 <(echo "$before") <(unoffered))
changes=() automatic=()
for name in "${foreign[@]}"; do
    version=$(earlier "$name")
    if [[ -n $version ]]; then
        changes+=("$name=$version")
        automatic+=($(apt-mark showauto "$name"))
    else
        changes+=("$name-")
    fi
done

if ((${#changes[@]} > 0)); then
    apt=(apt-get -y --allow-downgrades --purge --no-install-recommends)
    if ! plan=$("${apt[@]}" -s install "${changes[@]}" 2>&1); then
        say "error: apt finds no way back for ${foreign[*]}: $(tail -n 5 <<<"$plan" | tr -s '\n ' ' ')"
        exit 1
    fi

    others=$(removals <<<"$plan" | comm -23 - <(bare "${installed[@]}" "${foreign[@]}"))
    if [[ -n $others ]]; then
        say "error: stopped, because other packages need what came from the other release; remove them first, if you can do without: $(tr '\n' ' ' <<<"$others")"
        exit 1
    fi

    as_root "${apt[@]}" -qq install "${changes[@]}"
    if ((${#automatic[@]} > 0)); then
        quietly_as_root apt-mark -qq auto "${automatic[@]}"
    fi

    # Held by nothing but what has just gone.
    mapfile -t gone < <(unneeded)
    if ((${#gone[@]} > 0)); then
        as_root apt-get -qq -y purge "${gone[@]}"
    fi
fi

trap - EXIT
rm -rf "$aside"
quietly_as_root rm -f "$record"
quietly_as_root rmdir --ignore-fail-on-non-empty "$(dirname -- "$record")"
rm -f "$root/artifacts/setup.seen" 2>/dev/null || true

kept=$(comm -12 <(package_versions | cut -f1 | sort) <(printf '%s\n' "${installed[@]}") | tr '\n' ' ')
say "taken back${kept:+; kept, because other packages need them: $kept}"
