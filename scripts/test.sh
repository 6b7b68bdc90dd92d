#!/usr/bin/env bash
# Builds and runs all test projects, one after another, and ends with one line: 'N passed, N failed, N skipped'.
# Exit code 0 only if every project was built and ran to its end, at least one test ran, and none failed.
# Arguments go to every test program (xunit), for example: scripts/test.sh -class '*Image*'
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/home.sh"
results=$root/artifacts/test-results
log=$root/artifacts/test-build.log
mkdir -p "$root/artifacts"
rm -rf "$results"
mkdir "$results"

echo "building the tests ..."
if ! dotnet build "$root/DiffPir.sln" -c Release --nologo -v quiet >"$log" 2>&1; then
    cat "$log" >&2
    echo "diffpir: error: the build failed; its messages are above" >&2
    exit 1
fi

# Sums one attribute of the <Counters> of a report.
counter() { sed -n "s/.*<Counters [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1; }

status=0 total=0 passed=0 failed=0
for project in "$root"/tests/*.Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    report=$results/$name.trx
    echo "== $name"
    if ! dotnet "$(dirname "$project")/bin/Release/net10.0/$name.dll" -noLogo -noColor -reporter quiet -result-trx "$report" "$@" </dev/null; then
        status=1
    fi

    if ! grep -q '<Counters ' "$report" 2>/dev/null; then
        echo "diffpir: error: $name left no report: it did not run to its end" >&2
        status=1
        continue
    fi

    total=$((total + $(counter "$report" total)))
    passed=$((passed + $(counter "$report" passed)))
    failed=$((failed + $(counter "$report" failed)))
done

if ((passed + failed == 0)); then
    echo "diffpir: error: no test ran" >&2
    status=1
fi

if ((failed > 0)); then
    status=1
fi

echo "$passed passed, $failed failed, $((total - passed - failed)) skipped"
exit "$status"
