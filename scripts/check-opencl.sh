#!/usr/bin/env bash
# Compiles the OpenCL text of every kernel for GPUs that are not there: AMD's (gfx90a, gfx1100) and, as SPIR-V, Intel's; and checks what groups
# take. Needs clang and llvm-spirv (Debian: clang-18, llvm-spirv-18); what is missing is a skipped test. Takes some minutes.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/home.sh"
project=$root/tests/DiffPir.Kernels.Tests

dotnet build "$project" -c Release --nologo -v quiet
DIFFPIR_CHECK_OPENCL=1 dotnet "$project/bin/Release/net10.0/DiffPir.Kernels.Tests.dll" -noLogo -noColor \
    -class '*OfflineCompilationTests' -class '*OpenClLimitsTests' "$@"
