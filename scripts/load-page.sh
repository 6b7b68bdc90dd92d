#!/usr/bin/env bash
# Fifty uploads at once to 'diffpir serve', beside clients that misbehave, and what became of them, as figures for docs/reliability.md.
#
#   scripts/load-page.sh [COUNT [PROGRAM]]     COUNT is 50; PROGRAM is what is run in place of ./diffpir
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
count=${1:-50}
program=${2:-$root/diffpir}
folder=$(mktemp -d /tmp/diffpir-load-XXXXXX)
export DIFFPIR_NO_SETUP=1
server=
bad=()

stop() {
    for process in "${bad[@]}" $server; do kill "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap stop EXIT

fail() {
    echo "diffpir: error: $*" >&2
    exit 1
}

mkfifo "$folder/address"
"$program" serve --port 0 >"$folder/address" &
server=$!
exec 3<"$folder/address"
read -r address <&3
port=${address##*:}
picture=$root/tests/fixtures/photographs/small.png
job='{"task": "denoise", "noise": 5, "texture": true, "steps": 5, "model": "builtin-small"}'

state_of() { curl -s "$address$1" | sed -n 's/.*"state":"\([a-z]*\)".*/\1/p'; }
memory() { awk -v "field=$1:" '$1 == field { print $2 }' "/proc/$server/status"; }

# One good client: sends until it is taken on, follows its job, fetches the picture.
client() {
    local tries=0 code location state
    while :; do
        tries=$((tries + 1))
        code=$(curl -s -o "$folder/$1.answer" -D "$folder/$1.head" -w '%{http_code}' -F "picture=@$picture" -F "job=$job" "$address/jobs")
        [[ $code == 429 ]] || break
        sleep 0.5
    done
    [[ $code == 202 ]] || { echo "upload $1: $code $(<"$folder/$1.answer")" >"$folder/$1.failed"; return; }
    location=$(tr -d '\r' <"$folder/$1.head" | sed -n 's/^Location: //p')
    while state=$(state_of "$location"); [[ $state == queued || $state == running ]]; do sleep 0.2; done
    [[ $state == done ]] || { echo "job $1: $state" >"$folder/$1.failed"; return; }
    curl -s -o "$folder/$1.png" "$address$location/picture"
    echo "$tries" >"$folder/$1.done"
}

# Warm: the model is loaded, kernels are compiled.
client warm
[[ -s $folder/warm.png ]] || fail "not even one picture: $(cat "$folder/warm.failed")"
before=$(memory VmRSS)

# Clients that misbehave: one sends a byte a second, one goes away in the middle, one sends no picture, one reads no answer.
trickle() {
    exec 4<>"/dev/tcp/127.0.0.1/$port"
    printf 'POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n' >&4
    while printf '-' >&4; do sleep 1; done 2>/dev/null
}
leave() {
    while :; do
        head -c 30000000 /dev/zero | timeout 0.2 curl -s -o /dev/null -F "picture=@-;filename=a.png" -F "job=$job" "$address/jobs" || true
        sleep 0.2
    done
}
garbage() {
    while :; do
        head -c 1000000 /dev/urandom | curl -s -o /dev/null -F "picture=@-;filename=a.png" -F "job=$job" "$address/jobs" || true
        sleep 0.2
    done
}
deaf() {
    exec 5<>"/dev/tcp/127.0.0.1/$port"
    while printf 'GET /app.js HTTP/1.1\r\nHost: localhost\r\n\r\n' >&5; do :; done 2>/dev/null
}
for what in trickle leave garbage deaf; do
    $what &
    bad+=($!)
done

begun=$(date +%s.%N)
clients=()
for ((i = 1; i <= count; i++)); do
    client "$i" &
    clients+=($!)
done
watch() { while :; do curl -s -o /dev/null -w '%{time_total}\n' "$address/about" >>"$folder/about"; sleep 0.1; done; }
watch &
bad+=($!)
wait "${clients[@]}"
seconds=$(awk "BEGIN { printf \"%.1f\", $(date +%s.%N) - $begun }")
kill "${bad[@]}" 2>/dev/null || true

cat "$folder"/*.failed 2>/dev/null && fail "not all were restored"
good=0
for ((i = 1; i <= count; i++)); do
    cmp -s "$folder/$i.png" "$folder/warm.png" && good=$((good + 1))
done
tries=$(cat "$folder"/[0-9]*.done | awk '{ sum += $1 } END { print sum }')
slowest=$(sort -n "$folder/about" | tail -n 1)
echo "uploads at once       $count"
echo "restored, all alike   $good"
echo "uploads sent          $tries, of which $((tries - count)) were answered 429"
echo "seconds               $seconds"
echo "slowest other answer  $slowest s"
echo "memory before         $((before / 1024)) MiB"
echo "memory after          $(($(memory VmRSS) / 1024)) MiB, at most $(($(memory VmHWM) / 1024)) MiB"
((good == count)) || fail "$((count - good)) pictures are missing or differ"
