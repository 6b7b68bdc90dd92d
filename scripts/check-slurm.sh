#!/usr/bin/env bash
# Restores a few pictures as an array job of a real Slurm (docs/clusters/restore.slurm), kills a task half way, has Slurm repeat it, and gathers.
# Slurm runs as one node, in a folder of its own, and is stopped at the end. Needs root and the packages slurm-wlm and munge.
#
#   scripts/check-slurm.sh [PROGRAM]     PROGRAM is what is run in place of ./diffpir
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
export DIFFPIR=${1:-$root/diffpir} DIFFPIR_NO_SETUP=1
host=$(hostname -s)
folder=$(mktemp -d /tmp/diffpir-slurm-XXXXXX)
chmod 755 "$folder"
mkdir "$folder"/{state,spool,in}
export SLURM_CONF=$folder/slurm.conf

stop() {
    for name in slurmd slurmctld munge; do
        if [[ -s $folder/$name.pid ]]; then kill "$(<"$folder/$name.pid")" 2>/dev/null || true; fi
    done
    for _ in {1..50}; do
        compgen -G "$folder/*.pid" >/dev/null || break
        sleep 0.1
    done
    rm -rf "$folder"
}
trap stop EXIT

fail() {
    echo "diffpir: error: $*" >&2
    cat "$folder"/*.out >&2 2>/dev/null || true
    exit 1
}

# Waits until a command succeeds.
await() {
    local what=$1
    shift
    for _ in {1..1800}; do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.1
    done
    fail "waited in vain: $what"
}

head -c 1024 /dev/urandom >"$folder/munge.key"
chmod 600 "$folder/munge.key"
munged --key-file="$folder/munge.key" --socket="$folder/munge.sock" --pid-file="$folder/munge.pid" --log-file="$folder/munge.log" \
    --seed-file="$folder/munge.seed" --force 2>/dev/null
cat >"$SLURM_CONF" <<END
ClusterName=diffpir
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$folder/munge.sock
CryptoType=crypto/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MpiDefault=none
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
slurmctld
slurmd
is_idle() { [[ $(sinfo -h -o %t) == idle ]]; }
await "a node that is idle" is_idle

for i in 1 2 3 4 5 6 7 8; do cp "$root/tests/fixtures/photographs/small.png" "$folder/in/$i.png"; done
out=$folder/out
job=$(IN=$folder/in OUT=$out sbatch --parsable --array=1-2 --chdir="$folder" --output="$folder/%a.out" "$root/docs/clusters/restore.slurm" \
    --task denoise --noise 5 --texture --steps 30 --model builtin-small)

# Task 2 is killed when it has finished a picture and not all.
outputs_of_2() { sed -n 's/^ *"output": "\(.*\)",$/\1/p' "$out/diffpir-shard-2-of-2.json"; }
count_of_2() { outputs_of_2 | while read -r name; do [[ ! -e $out/$name ]] || echo "$name"; done | wc -l; }
has_begun() { [[ -e $out/diffpir-shard-2-of-2.json ]] && (($(count_of_2) > 0)); }
await "a result of task 2" has_begun
scontrol update JobId="${job}_2" Requeue=1
scancel --signal=KILL --full "${job}_2"
has_ended() { [[ -z $(squeue -h -j "${job}_$1" -t running,pending,completing) ]]; }
await "the end of task 2" has_ended 2
kept=$(count_of_2)
((kept < 4)) || fail "task 2 had finished before it was killed"
await "the end of task 1" has_ended 1

code=0
"$DIFFPIR" gather "$out" 2>"$folder/gather.out" || code=$?
((code == 6)) || fail "gather ended with $code where results are missing"
before=$(cd "$out" && stat -c '%n %Y %s' -- *.png)
scontrol requeue "${job}_2"
scontrol update JobId="${job}_2" StartTime=now # what is repeated waits for two minutes otherwise
await "the repeated task 2" has_ended 2
"$DIFFPIR" gather "$out" || fail "gather says that something is missing"
changed=$(comm -23 <(sort <<<"$before") <(cd "$out" && stat -c '%n %Y %s' -- *.png | sort))
[[ -z $changed ]] || fail "computed twice: $changed"
echo "task 2 was killed with $kept of its pictures done, and repeated without them"
