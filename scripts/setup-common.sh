# Sourced by setup.sh and setup-undo.sh: where the set-up writes, and how it becomes root.

# Tests name a folder of their own, below which everything is written.
system=${DIFFPIR_SYSTEM_ROOT:-}

# What the set-up changed, one change a line, fields separated by tabs; outside the repository, so that it outlives a clean checkout:
#   file       PATH                 a file that was written
#   installed  PACKAGE  VERSION     a package that was not there before
#   upgraded   PACKAGE  OLD  NEW    a package that was there in an older version
record=$system/var/lib/diffpir/setup.tsv
pins=$system/etc/apt/preferences.d/diffpir-trixie
source_list=$system/etc/apt/sources.list.d/diffpir-trixie.sources

# What the set-up asks apt for; the rest comes along.
packages=(pocl-opencl-icd ocl-icd-libopencl1)

say() { echo "diffpir: $*" >&2; }

# Runs a command as root.
quietly_as_root() {
    if [[ $(id -u) == 0 ]]; then
        env DEBIAN_FRONTEND=noninteractive "$@" >&2 </dev/null
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@" >&2 </dev/null
    fi
}

# Runs a command as root, and shows it.
as_root() {
    say "+ $*"
    quietly_as_root "$@"
}

may_become_root() {
    [[ $(id -u) == 0 ]] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

# Standard input becomes the content of a file of root's; -a appends.
write_as_root() {
    local append=()
    if [[ $1 == -a ]]; then
        append=(-a)
        shift
    fi

    if [[ $(id -u) == 0 ]]; then
        tee "${append[@]}" "$1" >/dev/null
    else
        sudo -n tee "${append[@]}" "$1" >/dev/null
    fi
}

# Name and version of every package on this machine, sorted.
package_versions() {
    dpkg-query -W -f '${db:Status-Status}\t${binary:Package}\t${Version}\n' | awk -F'\t' '$1 == "installed" { print $2 "\t" $3 }' | LC_ALL=C sort
}
