#!/bin/bash
# Measures the memory of a C program that inverts and edits a picture with the embedded library: plainly with the weights
# mapped, and with the weights streamed where the system grants no more than a cap, the file's pages in its cache included;
# then, without a cap, of an edit and of a translation in lock-step by a second model of the same size, mapped and streamed.
#
#   Tools/bench/memory.sh [MODEL.hsm]
#
# CAPS='80 56' are the caps in MiB; the session's budget is HEADROOM=6 MiB below, for the rest of the process. STEPS and THREADS
# are the run's, OPTIONS='--storage f16 --skips int8' are more of memory.c. Without a model, it is
# build/bench/celebahq256-int8.hsm, made when it is missing. The caps need root and cgroups (version 1 or 2); without them the
# program's own peak and the model's pages in the cache after the run are what can be said.
set -eu
cd "$(dirname "$0")/../.."

model=${1:-build/bench/celebahq256-int8.hsm}
steps=${STEPS:-2}
threads=${THREADS:-2}
caps=${CAPS:-80 56}
options=${OPTIONS:-}
headroom=${HEADROOM:-6}
arch=$(Tools/build/host.sh)
work=build/bench
program=$work/memory
mkdir -p "$work"

if [ ! -e "$model" ]; then
  [ $# = 0 ] || { echo "memory.sh: $model: no such file" >&2; exit 1; }
  python3 Tools/bench/random_model.py celebahq256 $work/celebahq256
  build/bin/hspace-convert $work/celebahq256 --dtype int8 -o "$model"
fi
[ -e "build/$arch/libhspace.a" ] || Tools/build/library.sh "$arch"
gcc -std=c99 -O2 -Wall -Wextra -pedantic -Werror -ICInterop/include Tools/bench/memory.c "build/$arch/libhspace.a" \
  -lm -lpthread -o $program

# $options is several words.
# shellcheck disable=SC2086
run() { timeout 3600 "$program" "$model" --threads "$threads" --steps "$steps" $options "$@"; }
# Writes the model's pages out of the system's cache: they count for whoever reads them first.
forget() { dd if="$model" iflag=nocache count=0 status=none; }
cached() { echo "model_cached_kib $(($(fincore -b -n -o RES "$model") / 1024))"; }

echo "== mapped"
forget
run --weights mapped | tee $work/memory-mapped.txt
cached

# A group whose processes together get no more than a cap; how it is called differs between the versions.
if [ -e /sys/fs/cgroup/cgroup.controllers ] && grep -qw memory /sys/fs/cgroup/cgroup.subtree_control; then
  group=/sys/fs/cgroup/hspace-bench-$$
  limit=memory.max swap=memory.swap.max swap_limit=0 most=memory.peak events=memory.events
elif [ -e /sys/fs/cgroup/memory/memory.limit_in_bytes ]; then
  group=/sys/fs/cgroup/memory/hspace-bench-$$
  limit=memory.limit_in_bytes swap=memory.swappiness swap_limit=0 most=memory.max_usage_in_bytes events=memory.oom_control
fi
if [ -z "${group:-}" ] || ! mkdir "$group" 2>/dev/null; then
  echo "no caps: this system lets us make no cgroup"
  caps=
else
  rmdir "$group"
fi

mapped=$(awk '$1 == "total_s" { print $2 }' $work/memory-mapped.txt)
for cap in $caps; do
  echo "== streamed, at most $cap MiB"
  mkdir "$group"
  trap 'rmdir "$group" 2>/dev/null' EXIT
  echo $((cap << 20)) >"$group/$limit"
  [ ! -e "$group/$swap" ] || echo $swap_limit >"$group/$swap"
  forget
  status=0
  # The shell joins the group, and with it what it starts.
  (
    echo "$BASHPID" >"$group/cgroup.procs"
    run --weights streamed --budget $(((cap - headroom) << 20))
  ) >$work/memory-streamed.txt || status=$?
  cat $work/memory-streamed.txt
  cached
  [ ! -e "$group/$most" ] || echo "group_peak_kib $(($(cat "$group/$most") / 1024))"
  grep -E '^oom_kill ' "$group/$events" || true
  rmdir "$group"
  if [ $status != 0 ]; then echo "failed with status $status"; continue; fi
  awk -v mapped="$mapped" '$1 == "total_s" { printf "time_against_mapped %.3f\n", $2 / mapped }' \
    $work/memory-streamed.txt
done

# Two files, as of two models: what is mapped of one is not mapped of the other.
cp "$model" $work/memory-second.hsm
for weights in mapped streamed; do
  echo "== edit, $weights"
  run --weights $weights
  echo "== translation in lock-step, $weights"
  run --to $work/memory-second.hsm --weights $weights
done
rm $work/memory-second.hsm
