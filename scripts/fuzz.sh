#!/usr/bin/env bash
# Feeds mutated files to every reader of foreign bytes, guided by the branches they take, and reports what comes of it.
#
#   scripts/fuzz.sh --executions N     until each target has read N inputs; or:
#   scripts/fuzz.sh --seconds N        so long for all targets together
#
#     --seed N                         which mutations (1)
#     --target NAME                    only this one
#     --side-by-side "NAME ..." N      these, each for that time or number, N at a time
#
# A table of all targets is left in artifacts/fuzz, and the inputs of findings beside it. Ends with status 1 if there is a finding.
# To keep one: copy its input to tests/fixtures/hostile as found-..., with a line in found.tsv there.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/home.sh"
if [[ $# -lt 2 ]]; then
    sed -n '2,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
fi

# Instrumented is a copy, one for each run: the build's own files stay what they are, and runs may overlap.
mkdir -p "$root/artifacts/fuzz"
program=$(mktemp -d "$root/artifacts/fuzz/program-XXXXXX")
trap 'rm -rf "$program"' EXIT
dotnet build "$root/tests/DiffPir.Fuzz" -c Release --nologo -v quiet
cp -r "$root/tests/DiffPir.Fuzz/bin/Release/net10.0/." "$program"
dotnet "$root/tests/DiffPir.Fuzz/bin/Release/net10.0/DiffPir.Fuzz.dll" instrument "$program"
fuzz=(dotnet "$program/DiffPir.Fuzz.dll" "$root/tests/fixtures" "$root/artifacts/fuzz")
options=()
targets=
while (($#)); do
    if [[ $1 == --side-by-side ]]; then
        targets=$2 together=$3
        shift 3
    else
        options+=("$1")
        shift
    fi
done
if [[ -n $targets ]]; then
    xargs -n 1 -P "$together" "${fuzz[@]}" "${options[@]}" --target <<<"$targets"
else
    "${fuzz[@]}" "${options[@]}"
fi
