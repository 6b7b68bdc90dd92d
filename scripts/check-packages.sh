#!/usr/bin/env bash
# Packs a clean copy of the last commit, looks into every package, installs the tool from the folder of packages and restores a picture with it
# where there is no shell, and builds a fresh program on the library package. Everything lies below artifacts/check-packages. Prints the sizes.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/home.sh"
work=$root/artifacts/check-packages
source=$work/source
packages=$work/packages
rids="linux-arm64 linux-x64 osx-arm64 osx-x64 win-arm64 win-x64"
url=https://github.com/example/diffpir
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

fail() {
    echo "check-packages: $*" >&2
    exit 1
}

rm -rf "$work"
mkdir -p "$packages"

echo "== pack"
git clone -q --no-hardlinks "$root" "$source"
git -C "$source" remote set-url origin "$url.git"
for project in "$source"/src/*/*.csproj; do
    dotnet pack "$project" -c Release -o "$packages" --nologo -v quiet
done

version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$source/Directory.Build.props")
commit=$(git -C "$source" rev-parse HEAD)
libraries="DiffPir.ImageSharp DiffPir.Kernels DiffPir.Models DiffPir.Network DiffPir.Sampler"

echo "== contents"
for name in DiffPir $libraries; do
    package=$packages/$name.$version.nupkg
    [[ -f $package ]] || fail "there is no $name.$version.nupkg"
    files=$(unzip -Z1 "$package")
    nuspec=$(unzip -p "$package" "$name.nuspec")
    for file in PACKAGE.md icon.png LICENSE THIRD-PARTY-NOTICES.md; do
        grep -qx "$file" <<<"$files" || fail "$name has no $file"
    done

    for part in '<license type="expression">MIT</license>' '<readme>PACKAGE.md</readme>' '<icon>icon.png</icon>' "<projectUrl>$url" "commit=\"$commit\"" '<tags>' '<description>' '<authors>The DiffPir authors</authors>'; do
        grep -qF "$part" <<<"$nuspec" || fail "the description of $name lacks $part"
    done
done

for name in $libraries; do
    symbols=$packages/$name.$version.snupkg
    [[ -f $symbols ]] || fail "$name has no symbols"
    unzip -p "$symbols" "lib/net10.0/$name.pdb" >"$work/$name.pdb"
    grep -qaF "raw.githubusercontent.com/example/diffpir/$commit" "$work/$name.pdb" || fail "the symbols of $name do not say where their sources are"
    grep -qx "lib/net10.0/$name.xml" <<<"$(unzip -Z1 "$packages/$name.$version.nupkg")" || fail "$name has no documentation"
done

shipped=$(unzip -Z1 "$packages/DiffPir.$version.nupkg" | sed -n 's:.*/runtimes/\([^/]*\)/native/.*:\1:p' | sort -u | tr '\n' ' ')
[[ $shipped == "$rids " ]] || fail "the tool holds native libraries for '$shipped' instead of '$rids '"

echo "== tool"
export NUGET_PACKAGES=$work/nuget
dotnet tool install DiffPir --version "$version" --tool-path "$work/tools" --add-source "$packages" >"$work/install.log" 2>&1 ||
    { cat "$work/install.log" >&2; fail "the tool could not be installed"; }

# No shell, no coreutils, nothing of the repository: only the tool, .NET, and the linker that PoCL calls.
dotnet=$(dirname -- "$(readlink -f -- "$(command -v dotnet)")")
diffpir() { (cd "$work" && env -i HOME="$work/home" PATH="$work/tools" DOTNET_ROOT="$dotnet" "$work/tools/diffpir" "$@"); }
mkdir "$work/home"
ln -s "$(readlink -f -- "$(command -v ld)")" "$work/tools/ld"
[[ $(diffpir --version) == "diffpir $version"* ]] || fail "the tool does not tell its version, $version"
diffpir devices
diffpir degrade "$root/samples/cat.png" -o noisy.png --task denoise --noise 25
diffpir restore noisy.png -o restored.png --task denoise --quiet
better() {
    local before after
    before=$(diffpir compare noisy.png "$root/samples/cat.png" --json | sed -n 's/.*"psnr":\([0-9]*\).*/\1/p')
    after=$(diffpir compare "$1" "$root/samples/cat.png" --json | sed -n 's/.*"psnr":\([0-9]*\).*/\1/p')
    ((after > before + 5)) || fail "$1 is no better than the noisy picture: $before and $after dB"
    echo "$1: $before dB became $after dB"
}
better restored.png

echo "== library"
program=$work/program
dotnet new console -o "$program" --force >/dev/null
cat >"$program/nuget.config" <<END
<configuration>
  <packageSources>
    <add key="packed" value="$packages" />
  </packageSources>
</configuration>
END
# Outside the repository's rules.
echo '<Project />' | tee "$program/Directory.Build.props" "$program/Directory.Build.targets" "$program/Directory.Packages.props" >/dev/null
cat >"$program/Program.cs" <<'END'
using DiffPir.ImageSharp;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

using var noisy = await Image.LoadAsync<Rgb24>(args[0]);
using var restored = await noisy.DenoiseAsync();
await restored.SaveAsPngAsync(args[1]);
END
dotnet add "$program" package DiffPir.ImageSharp --version "$version" >"$work/add.log" 2>&1 || { cat "$work/add.log" >&2; fail "the package could not be added"; }
dotnet run --project "$program" -c Release -- "$work/noisy.png" "$work/by-library.png"
better by-library.png
diffpir compare by-library.png restored.png --json | grep -q '"psnr":null' || fail "library and tool made different pictures: $(diffpir compare by-library.png restored.png)"

echo "== sizes"
(cd "$packages" && du --si --apparent-size -- *)
unzip -v "$packages/DiffPir.$version.nupkg" | awk '
    /\/runtimes\// { native += $3 }
    /\.safetensors$/ { models += $3 }
    END { printf "of the tool: models %.0f MB, native libraries %.0f MB\n", models / 1e6, native / 1e6 }'
