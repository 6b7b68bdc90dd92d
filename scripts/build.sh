#!/usr/bin/env bash
# Builds the program into artifacts/cli, quietly, and only when a source file has changed since the last build. It is compiled ahead of time
# (ReadyToRun), which spares the run-time compiler work at every start; where the package for that cannot be had, it says so and does without.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
output=$root/artifacts/cli
stamp=$root/artifacts/cli.stamp
log=$root/artifacts/build.log

# Names, sizes and times of all sources and the SDKs: notices changed, new and removed files alike, in a few milliseconds.
fingerprint() {
    (
        cd "$root"
        find src models samples Directory.Build.props Directory.Packages.props global.json .editorconfig \
            -type d \( -name bin -o -name obj \) -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort
        ls "$(dirname -- "$(readlink -f -- "$(command -v dotnet)")")/sdk" 2>/dev/null || dotnet --version
    ) | sha256sum
}

is_current() { [[ -f $output/diffpir.dll && -f $stamp && $(<"$stamp") == "$current" ]]; }

# First without the lock: a checkout that may only be read runs what was built in it.
current=$(fingerprint)
if is_current; then
    exit 0
fi

if ! mkdir -p "$root/artifacts" || [[ ! -w $root/artifacts ]]; then
    echo "diffpir: error: cannot build: '$root/artifacts' cannot be written; use a copy of the repository that you own" >&2
    exit 1
fi

source "$root/scripts/home.sh"

# Two launches at the same time must not build into the same folder.
exec 9>"$root/artifacts/.lock"
flock 9
if is_current; then
    exit 0
fi

echo "diffpir: building (once, and after changes) ..." >&2
rm -f "$stamp"
project=$root/src/DiffPir.Cli/DiffPir.Cli.csproj
ahead=(-p:PublishReadyToRun=true -p:UseCurrentRuntimeIdentifier=true -p:SelfContained=false)
# First what is locked, then what only this kind of machine needs.
if dotnet restore "$project" -v quiet >"$log" 2>&1 && dotnet restore "$project" -v quiet "${ahead[@]}" >"$log" 2>&1; then
    options=("${ahead[@]}" --no-restore)
else
    echo "diffpir: no package to compile ahead of time (microsoft.netcore.app.crossgen2): starts take longer" >&2
    options=()
fi

rm -rf "$output"
if ! dotnet publish "$project" -c Release -o "$output" --nologo -v quiet "${options[@]}" >"$log" 2>&1; then
    cat "$log" >&2
    echo "diffpir: error: the build failed; its messages are above and in artifacts/build.log" >&2
    exit 1
fi

echo "$current" >"$stamp"
