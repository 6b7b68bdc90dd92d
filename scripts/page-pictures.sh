#!/usr/bin/env bash
# Takes the pictures of the page that the documentation shows, in headless Chromium, into a folder.
#
#   scripts/page-pictures.sh [FOLDER]     FOLDER is docs/images
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
project=$root/tests/DiffPir.Page.Tests
dotnet build "$project" -c Release --nologo -v quiet
DIFFPIR_PAGE_PICTURES=$(realpath "${1:-$root/docs/images}") \
    dotnet "$project/bin/Release/net10.0/DiffPir.Page.Tests.dll" -noLogo -noColor -class '*Screenshots'
