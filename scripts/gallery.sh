#!/usr/bin/env bash
# Makes the pictures of README and docs/gallery.md anew, and writes that page: sample photographs that are spoilt and restored by the commands that
# it shows, with how far each is from the original. Takes some minutes.
#
#   scripts/gallery.sh [PROGRAM]     PROGRAM is what is run in place of ./diffpir
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/home.sh"
diffpir=${1:-$root/diffpir}
export DIFFPIR_NO_SETUP=1
images=$root/docs/images
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
dotnet build "$root/bench/DiffPir.Photographs" -c Release --nologo -v quiet
join() { dotnet "$root/bench/DiffPir.Photographs/bin/Release/net10.0/DiffPir.Photographs.dll" join "$@"; }
psnr() { "$diffpir" compare "$1" "$2" --json | sed -n 's/.*"psnr":\([0-9]*\.[0-9]\{1,2\}\).*/\1/p'; }
cd "$folder"
cp "$root"/samples/*.png .

"$diffpir" demo --quiet
cp demo-output/side-by-side.png "$images/demo.png"

# One of the page: a title, the photograph, what spoils it, what restores it ({} is the file's stem).
page=$folder/page
example() {
    local title=$1 name=$2 degrade=$3 restore=$4 stem=$5 before=
    "$diffpir" degrade "$name.png" -o "$stem.png" $degrade >/dev/null
    "$diffpir" restore "$stem.png" -o "$stem-restored.png" $restore --quiet >/dev/null
    join "$images/gallery-$stem.jpg" --across 3 "$stem.png" "$stem-restored.png" "$name.png"
    if [[ $degrade != *--scale* ]]; then before="$(psnr "$stem.png" "$name.png") dB before, "; fi
    {
        printf '\n## %s\n\n' "$title"
        printf '    ./diffpir degrade samples/%s.png -o %s.png %s\n' "$name" "$stem" "$degrade"
        printf '    ./diffpir restore %s.png -o %s-restored.png %s\n\n' "$stem" "$stem" "$restore"
        printf '![%s: spoilt, restored, the original](images/gallery-%s.jpg)\n\n' "$title" "$stem"
        printf 'PSNR %s%s dB after.\n' "$before" "$(psnr "$stem-restored.png" "$name.png")"
    } >>"$page"
}

example "Noise" astronaut "--task denoise --noise 25" "--task denoise" noisy
example "Camera shake, its kernel known" rocket "--task deblur --blur motion:0.5 --seed 1 --noise 5" "--task deblur --kernel shaken-kernel.png" shaken
example "Out of focus, the blur found by itself" cat "--task deblur --blur disk:4 --noise 2" "--task deblur --blur auto" defocused
example "Enlarged four times" coffee "--task sr --scale 4" "--task sr --scale 4" small
example "Seven of ten pixels missing" coffee "--task inpaint --random 0.7" "--task inpaint --mask scattered-mask.png" scattered
example "A hole over a face, of which the built-in model knows little" astronaut "--task inpaint --box 40 --seed 5" "--task inpaint --mask hole-mask.png" hole

"$diffpir" degrade coffee.png -o grainy.png --task denoise --noise 40 >/dev/null
"$diffpir" restore grainy.png -o grainy-restored.png --task denoise --quiet >/dev/null
join "$images/tasks.png" --across 3 small.png scattered.png grainy.png small-restored.png scattered-restored.png grainy-restored.png

{
    echo "# Gallery"
    echo
    echo "Sample photographs of 256x256 pixels, spoilt on purpose, so that the original is there to compare with; the built-in model, no settings but what"
    echo "is shown. From left to right: spoilt, restored, the original. \`scripts/gallery.sh\` makes this page and its pictures anew. How much of this to expect"
    echo "from photographs of which nothing is known: [photographs](photographs.md)."
    cat "$page"
} >"$root/docs/gallery.md"
