#!/usr/bin/env bash
# Assembles every kernel for NVIDIA GPUs (sm_75, sm_80, sm_90) without a GPU, and prints what each takes: registers, spills, stack, shared
# memory, tensor-core instructions, machine instructions. Fails if a kernel does not assemble, or one meant for GPUs spills.
#
# ptxas is taken from the PATH; where there is none, it is fetched from Debian's non-free archive into artifacts/ (90 MB, nothing is
# installed). Arguments go to the test program, for example: scripts/check-ptx.sh -method '*GroupConvolution*'
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/home.sh"
tools=$root/artifacts/ptx-tools
project=$root/tests/DiffPir.Kernels.Tests
report=$root/artifacts/ptx-report.txt

# apt with its own sources, lists and cache, so that the machine's stay as they are.
fetch() {
    local archive=${DIFFPIR_DEBIAN_ARCHIVE:-http://deb.debian.org/debian} keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    local work=$tools/apt
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$tools/bin"
    echo "deb [signed-by=$keyring] $archive trixie non-free" >"$work/sources.list"
    local options=(
        -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$work/lists"
        -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
    (
        cd "$work"
        apt-get "${options[@]}" -qq update
        apt-get "${options[@]}" -qq download nvidia-cuda-toolkit
        dpkg -x nvidia-cuda-toolkit_*.deb unpacked
    )
    cp "$work"/unpacked/usr/bin/{ptxas,nvdisasm} "$tools/bin/"
    rm -rf "$work"
}

if ! command -v ptxas >/dev/null && [[ ! -x $tools/bin/ptxas ]]; then
    if ! command -v apt-get >/dev/null; then
        echo "diffpir: error: ptxas was not found, and there is no apt-get to fetch it with; put it on the PATH (it is part of the CUDA toolkit)" >&2
        exit 1
    fi

    echo "fetching ptxas into artifacts/ptx-tools ..."
    fetch
fi

dotnet build "$project" -c Release --nologo -v quiet
rm -f "$report"
status=0
dotnet "$project/bin/Release/net10.0/DiffPir.Kernels.Tests.dll" -noLogo -noColor -class '*PtxAssemblyTests' "$@" || status=1
if [[ ! -f $report ]]; then
    echo "diffpir: error: no kernel was assembled" >&2
    exit 1
fi

cat "$report"
exit "$status"
