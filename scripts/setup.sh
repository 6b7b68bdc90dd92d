#!/usr/bin/env bash
# Gives a machine without a usable GPU or OpenCL device a fast one: PoCL, which compiles OpenCL kernels for the processor. Does nothing
# where there is such a device already, and goes on with a note where it may not install anything: DiffPir then computes on ILGPU's CPU
# accelerator, which is correct and very slow.
#
#   scripts/setup.sh [--again]     --again: look at the devices even if nothing has changed since the last look
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
seen=$root/artifacts/setup.seen
packages=(pocl-opencl-icd ocl-icd-libopencl1)

# PoCL below 5 (3.1 in Debian 12) lacks the generic address space that ILGPU's OpenCL code needs.
least_pocl=5

say() { echo "diffpir: $*" >&2; }

# What a look at the devices depends on; the same text as last time means there is nothing to do.
machine() {
    ls -l --time-style=full-iso /etc/OpenCL/vendors 2>/dev/null || true
    ldconfig -p 2>/dev/null | grep -E 'libOpenCL|libcuda\.' || true
}

# The program itself knows best: 'cpu' is its last resort and means that no better device can be used.
has_fast_device() {
    local devices
    devices=$(dotnet "$root/artifacts/cli/diffpir.dll" devices --json) && [[ $devices != *'"auto":"cpu"'* && $devices != *'"auto":null'* ]]
}

# Runs a command as root, and shows it.
as_root() {
    say "+ $*"
    if [[ $(id -u) == 0 ]]; then
        env DEBIAN_FRONTEND=noninteractive "$@" >&2 </dev/null
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@" >&2 </dev/null
    fi
}

write_as_root() {
    say "+ write $1"
    if [[ $(id -u) == 0 ]]; then cat >"$1"; else sudo -n tee "$1" >/dev/null; fi
}

may_become_root() {
    [[ $(id -u) == 0 ]] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

# True when PoCL is there already and recent: then another installation would change nothing.
has_recent_pocl() {
    local version
    version=$(dpkg-query -W -f '${Version}' pocl-opencl-icd 2>/dev/null) && [[ -n $version ]] && dpkg --compare-versions "$version" ge "$least_pocl"
}

# True when apt would install a recent enough PoCL by itself.
candidate_is_recent() {
    local candidate
    candidate=$(apt-cache policy pocl-opencl-icd | sed -n 's/^ *Candidate: //p')
    [[ -n $candidate && $candidate != "(none)" ]] && dpkg --compare-versions "$candidate" ge "$least_pocl"
}

# True when the release trixie is among the sources.
knows_trixie() {
    apt-get indextargets --format '$(CODENAME)' 'Created-By: Packages' | grep -qx trixie
}

# URI of the main archive that this Debian is installed from, so that a mirror stays the mirror.
debian_archive() {
    apt-get indextargets --format '$(REPO_URI)|$(ORIGIN)|$(LABEL)|$(CODENAME)' 'Created-By: Packages' |
        awk -F'|' '$2 == "Debian" && $3 == "Debian" && $4 !~ /-/ { print $1; exit }'
}

add_trixie() {
    local archive signed_by=""
    archive=$(debian_archive)
    if [[ -z $archive ]]; then
        say "no Debian archive among the apt sources"
        return 1
    fi

    if [[ -f /usr/share/keyrings/debian-archive-keyring.gpg ]]; then
        signed_by=$'\n'"Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg"
    fi

    say "this release offers only an older PoCL; adding Debian 13 (trixie) as a source of low priority: PoCL and the libraries that it needs"
    say "(C and C++ runtime, LLVM) come from it, nothing else does"
    write_as_root /etc/apt/preferences.d/diffpir-trixie <<EOF
Package: *
Pin: release n=trixie
Pin-Priority: 100
EOF
    write_as_root /etc/apt/sources.list.d/diffpir-trixie.sources <<EOF
Types: deb
URIs: $archive
Suites: trixie
Components: main$signed_by
EOF
    as_root apt-get -qq update
}

install_pocl() {
    local from=()
    as_root apt-get -qq update || return 1
    if ! candidate_is_recent; then
        if ! grep -qs '^ID=debian' /etc/os-release; then
            say "apt offers no PoCL $least_pocl or later"
            return 1
        fi

        knows_trixie || add_trixie || return 1
        from=(-t trixie)
    fi

    as_root apt-get -qq install -y --no-install-recommends "${from[@]}" "${packages[@]}"
}

if [[ ${DIFFPIR_NO_SETUP:-} == 1 ]]; then
    exit 0
fi

if [[ ${1:-} != --again && -f $seen && $(<"$seen") == "$(machine)" ]]; then
    exit 0
fi

if ! has_fast_device; then
    if command -v apt-get >/dev/null && ! has_recent_pocl && may_become_root; then
        say "no usable GPU or OpenCL device; installing PoCL, an OpenCL driver for the processor (about 200 MB; --no-setup to go without)"
        install_pocl || say "the installation failed; going on with what there is"
    fi

    if ! has_fast_device; then
        say "computing on ILGPU's CPU accelerator, which is very slow: no usable GPU or OpenCL device was found ('./diffpir devices' says why)."
        say "to speed it up, install an OpenCL driver: PoCL $least_pocl or later (Debian 13, Ubuntu 24.04: sudo apt-get install ${packages[*]}), or your GPU's driver"
        exit 0
    fi
fi

machine >"$seen"
