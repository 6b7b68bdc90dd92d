#!/usr/bin/env bash
# Checks DiffPir on this machine's NVIDIA GPU; part of the archive that scripts/cuda-check.sh makes. Prints the GPU, the result of the
# numeric tests and a table of times, and leaves all of it in report.txt. Exit code 0 only if the tests ran on the GPU and none failed.
# DIFFPIR_PYTHON names a Python with torch, where it is not python3.
set -uo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
status=0

# A test that finds no CUDA device is skipped, which must not pass for a success: count those that ran on it.
numeric_tests() {
    local program=$1 report=$root/$1.xml ran failed
    "$root/programs/$program" -noLogo -noColor -reporter quiet -result-xml "$report" </dev/null || status=1
    ran=$(grep -c 'name="[^"]*cuda[^"]*"[^>]*result="Pass"' "$report")
    failed=$(grep -c 'result="Fail"' "$report")
    echo "$program: $ran passed on CUDA, $failed failed"
    if ((ran == 0)); then
        echo "diffpir: error: no test of $program ran on a CUDA device" >&2
        status=1
    fi
}

check() {
    echo "DiffPir $(cat "$root/version")"
    nvidia-smi --query-gpu=name,compute_cap,driver_version,memory.total --format=csv || status=1
    echo
    numeric_tests DiffPir.Kernels.Tests
    numeric_tests DiffPir.Network.Tests
    echo
    "$root/programs/DiffPir.Benchmarks" peers --device cuda ${DIFFPIR_PYTHON:+--python "$DIFFPIR_PYTHON"} || status=1
    return "$status"
}

check 2>&1 | tee "$root/report.txt"
exit "${PIPESTATUS[0]}"
