#!/usr/bin/env bash
# What becomes of batches under load and faults, measured: 200 pictures through one engine, 50 kills at random moments, a full disk, a folder that
# may not be written, two processes on one output, a device that fails in the middle of a batch and of a job of the page. Takes some minutes. Prints a
# table, and writes it into docs/reliability.md; ends with status 1 if a result differs from that of an undisturbed run or is lost. As root, a small disk
# is mounted, and where there are a C compiler and OpenCL on a processor, a device is made to fail; otherwise that part is left out, and said so.
#
#   scripts/reliability.sh [PROGRAM]             PROGRAM is what is run in place of ./diffpir
#   scripts/reliability.sh --fuzz MINUTES [N]    instead, feeds mutated input to each reader of pictures, records, jobs, forms and reports for so
#                                                long, N of them at a time (1), and writes the table of that
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
page=$root/docs/reliability.md

# Puts standard input into the page between two marks.
into_page() {
    local text
    text=$(mktemp)
    {
        sed "/^<!-- $1 -->\$/q" "$page"
        cat
        sed -n "/^<!-- end of $1 -->\$/,\$p" "$page"
    } >"$text"
    cat "$text" >"$page"
    rm "$text"
}

if [[ ${1:-} == --fuzz ]]; then
    targets="picture kernel-picture jpeg-header record-png record-xmp record job reference-config form shard-report mat-hdf5"
    rm -f "$root"/artifacts/fuzz/summary-*.md
    code=0
    "$root/scripts/fuzz.sh" --seconds $(($2 * 60)) --side-by-side "$targets" "${3:-1}" || code=$?
    first=$(echo "$root"/artifacts/fuzz/summary-*-1.md | cut -d ' ' -f 1)
    {
        sed -n 1,2p "$first"
        for target in $targets; do sed -n 3p "$root/artifacts/fuzz/summary-$target-1.md"; done
    } | into_page fuzzing
    exit $code
fi

diffpir=${1:-$root/diffpir}
export DIFFPIR_NO_SETUP=1
pictures=200 kills=50
folder=$(mktemp -d)
table=$folder/table
pids=()
finish() {
    for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
    umount "$folder/disk" 2>/dev/null || true
    rm -rf --one-file-system "$folder"
}
trap finish EXIT
fail() {
    echo "diffpir: error: $*" >&2
    exit 1
}
row() {
    echo "$1: $2" >&2
    echo "| $1 | $2 |" >>"$table"
}
restore() { "$diffpir" restore "$@" --task denoise --noise 10 --texture --steps 2 --model builtin-small --quiet; }
results() { find "$1" -name '*.png' ! -name '.*' | wc -l; }

# Every result is there, whole, and what it is without disturbance.
compare() {
    local name
    for name in $(cd "$1" && find . -name '*.png' ! -name '.*'); do
        cmp -s "$1/$name" "$folder/undisturbed/$name" || fail "$2: $name differs from the result of an undisturbed run"
    done
}

mkdir "$folder"/{in,many}
for seed in 1 2 3 4 5 6 7 8; do
    "$diffpir" degrade "$root/tests/fixtures/photographs/small.png" -o "$folder/in/$seed.png" --task denoise --noise 10 --seed $seed >/dev/null
done
for ((i = 1; i <= pictures; i++)); do cp "$folder/in/$((i % 8 + 1)).png" "$folder/many/$i.png"; done
restore "$folder/in" -o "$folder/undisturbed" >/dev/null # compiles kernels, which the next one finds
rm -rf "$folder/undisturbed"
begin=$(date +%s%N)
restore "$folder/in" -o "$folder/undisturbed" >/dev/null
milliseconds=$((($(date +%s%N) - begin) / 1000000))

# The memory of the process, in MiB, whenever so many pictures are done.
: >"$folder/many.txt"
restore "$folder/many" -o "$folder/many-out" >"$folder/many.txt" &
pids+=($!)
process=$!
declare -A memory
while kill -0 $process 2>/dev/null; do
    done_now=$(wc -l <"$folder/many.txt")
    for at in 50 100 150 190; do
        if [[ -z ${memory[$at]:-} ]] && ((done_now >= at)); then
            # The shell's function runs the program in a process below it.
            memory[$at]=$(ps -o rss= --pid "$process" --ppid "$process" | sort -n | tail -n 1 | awk '{printf "%d", $1 / 1024}')
        fi
    done
    sleep 0.05
done
wait $process || fail "the batch of $pictures pictures ended with $?"
(($(results "$folder/many-out") == pictures)) || fail "results are missing from the batch of $pictures pictures"
for ((i = 1; i <= pictures; i++)); do
    cmp -s "$folder/many-out/$i.png" "$folder/undisturbed/$((i % 8 + 1)).png" || fail "result $i of $pictures differs"
done
growth=$((${memory[190]} - ${memory[50]}))
((growth < 20)) || fail "memory grows: ${memory[50]} MiB after 50 pictures, ${memory[190]} MiB after 190"
row "$pictures pictures through one engine" "all there; memory after 50, 100, 150 and 190: ${memory[50]}, ${memory[100]}, ${memory[150]}, ${memory[190]} MiB"

# Kills: what was reported as done stays, whole, and is not computed again.
killed=0 lost=0 again=0 finished=0
RANDOM=1
mkdir "$folder/out"
while ((killed < kills)); do
    before=$(cd "$folder/out" && find . -name '*.png' ! -name '.*' -printf '%f %T@\n' | sort)
    restore "$folder/in" -o "$folder/out" --skip-existing >"$folder/out.txt" 2>/dev/null &
    process=$!
    pids+=("$process")
    sleep "$(awk -v share="$((RANDOM % 1000))" -v all="$milliseconds" 'BEGIN { print share / 1000 * all / 1000 }')"
    if pkill -9 -P "$process" 2>/dev/null; then killed=$((killed + 1)); fi
    wait "$process" 2>/dev/null || true
    compare "$folder/out" "a killed batch"
    for name in $(sed -n 's/^.*\/\([0-9]*\.png\): [0-9].*/\1/p' "$folder/out.txt"); do [[ -e $folder/out/$name ]] || lost=$((lost + 1)); done
    after=$(cd "$folder/out" && find . -name '*.png' ! -name '.*' -printf '%f %T@\n' | sort)
    again=$((again + $(comm -23 <(echo "$before") <(echo "$after") | grep -c . || true)))
    finished=$((finished + $(grep -c . <<<"$after" || true) - $(grep -c . <<<"$before" || true)))
    if (($(results "$folder/out") == 8)); then
        rm -rf "$folder/out"
        mkdir "$folder/out"
    fi
done
((lost == 0 && again == 0)) || fail "$lost results were lost, $again were computed again"
((finished > 0)) || fail "no result was finished between the kills: they show nothing"
row "$killed kills (SIGKILL) at random moments" "$finished results were finished between them, by repeating the same command; $lost lost, $again computed again, none cut off"

# A disk that has room for some results only.
if mkdir "$folder/disk" && mount -t tmpfs -o size=40k tmpfs "$folder/disk" 2>/dev/null; then
    code=0
    restore "$folder/in" -o "$folder/disk" >/dev/null 2>"$folder/full.txt" || code=$?
    ((code == 6)) || fail "a batch on a full disk ended with $code"
    compare "$folder/disk" "a full disk"
    fitted=$(results "$folder/disk")
    ((fitted > 0 && fitted < 8)) || fail "the small disk took $fitted results"
    told=$(grep -c 'No space left' "$folder/full.txt") || fail "the full disk is not named as the reason"
    [[ -z $(find "$folder/disk" -name '.*tmp') ]] || fail "a full disk keeps unfinished files"
    mount -o remount,size=1m "$folder/disk"
    restore "$folder/in" -o "$folder/disk" --skip-existing >/dev/null || fail "a batch that goes on with room on the disk ended with $?"
    compare "$folder/disk" "a disk with room again"
    (($(results "$folder/disk") == 8)) || fail "results are missing on the disk with room again"
    row "Full disk" "$fitted of 8 results fitted and are whole; $told are named with the reason, exit code 6; with room again, --skip-existing does the rest"

    mount -o remount,ro "$folder/disk"
    code=0
    restore "$folder/in" -o "$folder/disk" --overwrite >/dev/null 2>"$folder/read-only.txt" || code=$?
    ((code == 2)) || fail "a batch into a folder that may not be written ended with $code"
    told=$(grep -c "cannot write" "$folder/read-only.txt") || fail "the folder that may not be written is not named as the reason"
    compare "$folder/disk" "a folder that may not be written"
    (($(results "$folder/disk") == 8)) || fail "results are missing in a folder that may not be written"
    row "Folder that may not be written" "exit code $code at once, $told line that names it, the results that were there are untouched"
    umount "$folder/disk"
else
    row "Full disk, folder that may not be written" "left out: a small disk needs root"
fi

# Two processes at once.
for overwrite in "" --overwrite; do
    rm -rf "$folder/shared"
    mkdir "$folder/shared"
    restore "$folder/in" -o "$folder/shared" $overwrite >/dev/null 2>&1 &
    first=$!
    restore "$folder/in" -o "$folder/shared" $overwrite >/dev/null 2>&1 &
    second=$!
    pids+=("$first" "$second")
    codes=()
    for process in "$first" "$second"; do
        code=0
        wait "$process" || code=$?
        codes+=("$code")
    done
    (($(results "$folder/shared") == 8)) || fail "results are missing where two processes write"
    compare "$folder/shared" "two processes"
    [[ -z $(find "$folder/shared" -name '.*tmp') ]] || fail "two processes leave unfinished files"
    row "Two processes on one output${overwrite:+, with $overwrite}" "8 of 8 results, each whole; exit codes ${codes[0]} and ${codes[1]}"
done

# A device that fails: between the program and the loader of OpenCL stands a library that counts the launches of kernels, and refuses some.
source "$root/scripts/failing-device.sh"
if make_failing_device "$folder/device"; then
    launches=$(count_launches restore "$folder/in" -o "$folder/counted")
    compare "$folder/counted" "a batch whose launches are counted"
    code=0
    on_failing_device $((launches / 2)) "" restore "$folder/in" -o "$folder/failing" >/dev/null 2>"$folder/failing.txt" || code=$?
    ((code == 6)) || fail "a batch on a device that fails ended with $code: $(tail -n 1 "$folder/failing.txt")"
    compare "$folder/failing" "a device that fails"
    there=$(results "$folder/failing")
    told=$(grep -c "failed at work" "$folder/failing.txt") || fail "the device is not named as the reason"
    ((there > 0 && told > 0 && there + told == 8)) || fail "$there results are there and $told are told to be missing, of 8"
    [[ -z $(find "$folder/failing" -name '.*tmp') ]] || fail "a device that fails leaves unfinished files"
    restore "$folder/in" -o "$folder/failing" --skip-existing >/dev/null || fail "a batch that goes on after the device failed ended with $?"
    compare "$folder/failing" "a batch that goes on"
    (($(results "$folder/failing") == 8)) || fail "results are missing in a batch that goes on"
    row "Device that fails in the middle of a batch, for good" "$there of 8 results are there and whole; $told are named with the reason, exit code 6; on a sound device, --skip-existing does the rest"

    mkfifo "$folder/address"
    on_failing_device $((launches / 16)) $((launches / 16)) "$diffpir" serve --port 0 >"$folder/address" &
    pids+=($!)
    read -r address <"$folder/address"
    states=()
    for name in 1 2; do
        location=$(curl -s -o /dev/null -D - -F "picture=@$folder/in/$name.png" "$address/jobs" \
            -F 'job={"task": "denoise", "noise": 10, "texture": true, "steps": 2, "model": "builtin-small"}' | tr -d '\r' | sed -n 's/^Location: //p')
        while state=$(curl -s "$address$location"); [[ $state == *'"state":"queued"'* || $state == *'"state":"running"'* ]]; do sleep 0.2; done
        states+=("$state")
    done
    [[ ${states[0]} == *'"state":"failed"'*'failed at work'* ]] || fail "a job of the page whose device failed says ${states[0]}"
    [[ ${states[1]} == *'"state":"done"'* ]] || fail "the job after one whose device failed says ${states[1]}"
    row "Device that fails once, in the middle of a job of the page" "that job ends as failed, with the reason; the device is opened anew, and the next job is done"
else
    row "Device that fails in the middle" "left out: it needs a C compiler, and OpenCL on a processor"
fi

{
    echo "| what | what came of it |"
    echo "| --- | --- |"
    cat "$table"
} | into_page figures
