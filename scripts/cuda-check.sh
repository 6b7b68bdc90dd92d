#!/usr/bin/env bash
# Packs a check for a machine with an NVIDIA GPU into artifacts/cuda-check.tar.xz: the tests of kernels, networks and sampler and the
# benchmarks, with .NET included. There, only the GPU's driver is needed (and a python3 with torch for the comparison):
#
#   tar xf cuda-check.tar.xz && cuda-check/run.sh
#
# docs/cuda.md says what it prints.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/home.sh"
name=cuda-check
bundle=$root/artifacts/$name
log=$root/artifacts/$name.log
rm -rf "$bundle"
mkdir -p "$bundle/tests" "$bundle/bench"

# All share one copy of .NET. An own folder for intermediate files: builds for one kind of machine would spoil those of the repository, and
# what they restore is more than the repository's lock files hold.
publish() {
    echo "building $1 ..."
    if ! dotnet publish "$root/$1" -c Release -r linux-x64 --self-contained --artifacts-path "$root/artifacts/$name-build" -o "$bundle/programs" \
        --nologo -v quiet -p:DebugType=none -p:NuGetLockFilePath=obj/packages.lock.json \
        -p:SatelliteResourceLanguages=en >"$log" 2>&1; then
        cat "$log" >&2
        echo "diffpir: error: the build failed; its messages are above" >&2
        exit 1
    fi
}

publish tests/DiffPir.Kernels.Tests
publish tests/DiffPir.Network.Tests
publish tests/DiffPir.Sampler.Tests
publish bench/DiffPir.Benchmarks

# What only debuggers, profilers, coverage and test hosts load.
(
    cd "$bundle/programs"
    rm -rf amd64 arm64 x86 models
    rm -rf Microsoft.CodeCoverage* Microsoft.CodeAnalysis* Microsoft.VisualBasic* Microsoft.TestPlatform* testhost* Iced* libcapstone* Dia2Lib* \
        ./*TraceEvent* libmscor* libcoreclrtraceptprovider* libclrgcexp* createdump
)

# The tests find the repository's files beside its solution file.
cp "$root/DiffPir.sln" "$bundle/"
cp -r "$root/models" "$bundle/models"
cp -r "$root/tests/fixtures" "$bundle/tests/fixtures"
cp -r "$root/bench/peers" "$bundle/bench/peers"
cp "$root/scripts/cuda-check-run.sh" "$bundle/run.sh"
git -C "$root" describe --always --dirty >"$bundle/version"
tar cJf "$bundle.tar.xz" -C "$root/artifacts" "$name"
rm -rf "$bundle"
echo "$bundle.tar.xz ($(du -h "$bundle.tar.xz" | cut -f1))"
