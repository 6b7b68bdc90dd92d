#!/usr/bin/env bash
# Tries the set-up on Debian 12 for real, in a folder of its own below artifacts/ (600 MB), which is deleted afterwards: sets up, checks that
# DiffPir finds PoCL and that packages of Debian 12 can still be installed, undoes, and compares with the state before.
# Needs root, debootstrap, and the archive of Debian. Ends with status 1 if anything differs.
#
#   scripts/check-setup.sh [PACKAGE ...]     packages to try beside those that once could not be installed
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
archive=${DIFFPIR_DEBIAN_ARCHIVE:-http://deb.debian.org/debian}
tried=(python3-opencv build-essential gcc libc6-dev locales libhwloc-dev libopenmpi-dev clang emacs "$@")
status=0

"$root/scripts/build.sh"
sdk=$(dirname -- "$(readlink -f -- "$(command -v dotnet)")")
machine=$(mktemp -d "$root/artifacts/debian-12-XXXXXX")
cleanup() {
    umount -l "$machine"/{proc,sys,dev,sdk,repository} 2>/dev/null || true
    rm -rf --one-file-system "$machine"
}
trap cleanup EXIT

echo "installing Debian 12 ..."
debootstrap --variant=minbase --include=ca-certificates,libicu72 bookworm "$machine" "$archive" >"$root/artifacts/check-setup.log"
cp /etc/resolv.conf "$machine/etc/"
mkdir "$machine/sdk" "$machine/repository"
ln -s /sdk/dotnet "$machine/usr/bin/dotnet"
for folder in proc sys dev; do mount --bind "/$folder" "$machine/$folder"; done
mount --bind "$sdk" "$machine/sdk"
mount --bind "$root" "$machine/repository"

inside() { chroot "$machine" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive "$@" </dev/null; }
state() { inside sh -c "dpkg-query -W -f '\${binary:Package} \${Version} \${db:Status-Status}\n'; apt-mark showauto | sort; ls /etc/apt/*"; }
diffpir() { inside dotnet /repository/artifacts/cli/diffpir.dll "$@"; }
fail() {
    echo "failed: $*"
    status=1
}

inside apt-get -qq update
before=$(state)
echo "setting up ..."
inside /repository/scripts/setup.sh --again >>"$root/artifacts/check-setup.log" 2>&1
[[ $(diffpir devices --json) == *'"auto":"opencl:0"'* ]] || fail "no OpenCL device after the set-up"
for package in "${tried[@]}"; do
    if inside apt-get -s install -y "$package" >/dev/null 2>&1; then
        echo "can be installed: $package"
    else
        fail "$package cannot be installed"
    fi
done

echo "taking back ..."
inside /repository/scripts/setup-undo.sh >>"$root/artifacts/check-setup.log" 2>&1 || fail "setup-undo.sh"
diff <(echo "$before") <(state) || fail "the state before and after differ"
((status)) || echo "as it was before"
exit "$status"
