#!/usr/bin/env bash
# Gives a machine without a usable GPU or OpenCL device a fast one: PoCL, which compiles OpenCL kernels for the processor. Does nothing
# where there is such a device already, and goes on with a note where it may not install anything: DiffPir then computes on ILGPU's CPU
# accelerator, which is correct and very slow. What it changes is recorded, and setup-undo.sh takes it back.
#
#   scripts/setup.sh [--again | --advise]
#
#     --again      look at the devices even if nothing has changed since the last look
#     --advise     install nothing: say in one line what './diffpir setup' could do
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/setup-common.sh"
seen=$root/artifacts/setup.seen

# PoCL below 5 (3.1 in Debian 12) lacks the generic address space that ILGPU's OpenCL code needs.
least_pocl=5

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

# PoCL of trixie on an older Debian. Only what it cannot do without comes from there, but then also what must have the same version: all
# packages of those sources (where libhwloc15 comes from trixie, so must libhwloc-plugins, or python3-opencv could not be installed any more),
# and the libraries of both in every architecture that is installed side by side. Of gcc-14 only single packages: all of them would take emacs's
# compiler along, which needs still more. base-files and the two of dpkg are what the new C library is declared to break in older versions.
# scripts/check-setup.sh tries it.
trixie_pins() {
    local whole="src:pocl src:llvm-toolchain-18 src:spirv-llvm-translator-18 src:z3 src:hwloc src:level-zero src:glibc src:libzstd"
    local side_by_side="libc6:any libc6-dev:any libzstd1:any gcc-14-base:any libgcc-s1:any libstdc++6:any libobjc4:any libgomp1:any libitm1:any"
    local gcc="libatomic1:any libquadmath0:any libasan8 liblsan0 libtsan2 libubsan1 libhwasan0 libgcc-14-dev libstdc++-14-dev libobjc-14-dev"
    cat <<END
Package: *
Pin: release n=trixie
Pin-Priority: 100

Package: $whole $side_by_side $gcc base-files dpkg-dev libdpkg-perl
Pin: release n=trixie
Pin-Priority: 990
END
}

# Writes a file and records it.
write_recorded() {
    say "+ write $1"
    if ! grep -qsxF "file"$'\t'"$1" "$record"; then
        printf 'file\t%s\n' "$1" | write_as_root -a "$record"
    fi

    write_as_root "$1"
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

    write_recorded "$source_list" <<END
Types: deb
URIs: $archive
Suites: trixie
Components: main$signed_by
END
}

# Lets apt take PoCL, and the libraries that it needs, from Debian 13.
prepare_trixie() {
    say "this release offers only an older PoCL: it and the libraries that it needs (C and C++ runtime, LLVM) come from Debian 13 (trixie)"
    trixie_pins | write_recorded "$pins"
    knows_trixie || add_trixie || return 1
    as_root apt-get -qq update
}

# Adds to the record what differs from the packages in a file.
record_packages() {
    package_versions | awk -F'\t' -v before="$1" '
        BEGIN { while ((getline line <before) > 0) { split(line, field, "\t"); old[field[1]] = field[2] } }
        !($1 in old) { print "installed\t" $1 "\t" $2 }
        $1 in old && old[$1] != $2 { print "upgraded\t" $1 "\t" old[$1] "\t" $2 }' | write_as_root -a "$record"
    rm -f "$1"
}

# In a subshell, whose end completes the record.
install_pocl() (
    as_root apt-get -qq update || return 1
    quietly_as_root mkdir -p "$(dirname -- "$record")"
    if ! candidate_is_recent; then
        if ! grep -qs '^ID=debian' /etc/os-release; then
            say "apt offers no PoCL $least_pocl or later"
            return 1
        fi

        prepare_trixie || return 1
    fi

    # Recorded even where apt stops half-way.
    before=$(mktemp)
    package_versions >"$before"
    trap 'record_packages "$before"' EXIT
    as_root apt-get -qq install -y --no-install-recommends "${packages[@]}" || return 1
    say "what was installed is listed, and taken back, by './diffpir setup --undo'"
)

# Machines that were set up when less was pinned get the pins of today.
renew_pins() {
    if [[ -f $pins && $(<"$pins") != "$(trixie_pins)" ]] && may_become_root; then
        quietly_as_root mkdir -p "$(dirname -- "$record")"
        trixie_pins | write_recorded "$pins"
    fi
}

if [[ ${DIFFPIR_NO_SETUP:-} == 1 ]]; then
    exit 0
fi

if [[ ${1:-} == --again ]]; then
    renew_pins
elif [[ -f $seen && $(<"$seen") == "$(machine)" ]]; then
    exit 0
fi

if ! has_fast_device; then
    if [[ ${1:-} == --advise ]]; then
        say "no usable GPU or OpenCL device ('./diffpir devices' says why), so this will be very slow: './diffpir setup' installs PoCL, an OpenCL driver for the processor"
        exit 0
    fi

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

# Only spares the next look.
machine 2>/dev/null >"$seen" || true
