#!/usr/bin/env bash
# Checks DiffPir on this machine's NVIDIA GPU; part of the archive that scripts/cuda-check.sh makes. Prints the GPU, the result of the
# numeric tests and a table of times, and leaves all of it in report.txt. Exit code 0 only if the tests ran on the GPU and none failed.
# DIFFPIR_PYTHON names a Python with torch, where it is not python3.
set -uo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
status=0

# OpenCL stays out of it: NVIDIA's own would run kernels meant for processors.
export OCL_ICD_VENDORS=/nonexistent

# The tests that compute on the GPU: the rows of theories that name cuda, and by their names those that open a device of their own; tests of
# the kernels' text need none. A test that finds no CUDA device is skipped, which must not pass for a success, so passes are counted in the
# report (one line of XML).
numeric_tests() {
    local program=$1 report=$root/$1.xml passed failed skipped
    "$root/programs/$program" -noLogo -noColor -reporter quiet -preEnumerateTheories -displayName '*selector: "cuda"*' \
        -displayName '*OnTensorCores*' -displayName '*_OnCuda_*' -displayName- '*Kernel_On*' -displayName- '*Kernels_On*' -result-xml "$report" </dev/null
    (($? == 0)) || status=1
    if [[ ! -s $report ]]; then
        echo "diffpir: error: $program left no report: it did not run to its end" >&2
        status=1
        return
    fi

    count() { grep -o "<test [^>]*result=\"$1\"" "$report" | grep -c 'cuda\|OnTensorCores\|_OnCuda_'; }
    passed=$(count Pass) failed=$(count Fail) skipped=$(count Skip)
    echo "$program: $passed passed on CUDA, $failed failed, $skipped skipped"
    if ((passed == 0 || failed > 0 || skipped > passed)); then
        echo "diffpir: error: $program did not pass on a CUDA device" >&2
        status=1
    fi
}

check() {
    echo "DiffPir $(cat "$root/version")"
    nvidia-smi --query-gpu=name,compute_cap,driver_version,memory.total --format=csv || status=1
    echo
    numeric_tests DiffPir.Kernels.Tests
    numeric_tests DiffPir.Network.Tests
    numeric_tests DiffPir.Sampler.Tests
    echo
    "$root/programs/DiffPir.Benchmarks" peers --device cuda ${DIFFPIR_PYTHON:+--python "$DIFFPIR_PYTHON"} || status=1
    return "$status"
}

check 2>&1 | tee "$root/report.txt"
exit "${PIPESTATUS[0]}"
