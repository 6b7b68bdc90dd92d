#!/usr/bin/env bash
# Makes pages of the XML documentation of the libraries: artifacts/api-docs/index.html. Any warning of docfx is an error.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/home.sh"
log=$root/artifacts/api-docs.log
mkdir -p "$root/artifacts"
cd "$root"

dotnet tool restore >"$log" 2>&1 || {
    cat "$log" >&2
    echo "diffpir: error: docfx could not be installed; its messages are above" >&2
    exit 1
}

dotnet build "$root/src/DiffPir.ImageSharp" -c Release --nologo -v quiet
rm -rf "$root/artifacts/api-docs" "$root/docs/api/obj"
if ! dotnet docfx docs/api/docfx.json --warningsAsErrors >"$log" 2>&1 || grep -q "^warning" "$log"; then
    cat "$log" >&2
    echo "diffpir: error: docfx found the faults above" >&2
    exit 1
fi

echo "$(find "$root/artifacts/api-docs" -name '*.html' | wc -l) pages: $root/artifacts/api-docs/index.html"
