#!/usr/bin/env bash
# Feeds mutated files to every reader of model files and reports executions and findings; a finding's input is left in artifacts/fuzz.
#
#   scripts/fuzz.sh SECONDS [SEED] [TARGET]     SECONDS are shared by all targets; SEED 1 unless given; TARGET: only this one
#
# Ends with status 1 if there is a finding. To keep one: copy its input to tests/fixtures/hostile as found-..., with a line in found.tsv there.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
if [[ $# -lt 1 ]]; then
    sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
fi

dotnet build "$root/tests/DiffPir.Fuzz" -c Release --nologo -v quiet
dotnet "$root/tests/DiffPir.Fuzz/bin/Release/net10.0/DiffPir.Fuzz.dll" "$root/tests/fixtures" "$root/artifacts/fuzz" "$@"
