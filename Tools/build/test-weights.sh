#!/bin/bash
# Tests where the command line keeps weights, and its memory budget: the same picture from all of them.
set -u
cd "$(dirname "$0")/../.."
. Tools/build/programs-under-test.sh

model=$work/model.hsm
# Samples a picture: sample OUTPUT OPTION...
sample() {
  local out=$1
  shift
  "$hspace" sample --model "$model" --seed 3 --steps 3 --output "$work/$out" "$@" 2>"$work/error"
}
refused() { fails 1 "$1" sample other.png "${@:2}"; }
misused() { fails 2 "$1" sample other.png "${@:2}"; }
same() { sample other.png "$@" && cmp "$work/first.png" "$work/other.png"; }

"$bin/hspace-convert" Tests/Fixtures/unet_diffusers_main -o "$model" >/dev/null 2>&1
check 'sample' sample first.png
for weights in mapped streamed memory; do
  for threads in 1 2 3; do
    check "$weights, $threads threads" same --weights $weights --threads $threads
  done
  check "$weights: a budget of 1000 bytes" refused 'needs at least' --weights $weights --memory-budget 1000
  least=$(sed -n 's/.*at least \([0-9]*\) bytes.*/\1/p' "$work/error")
  check "$weights: the least budget" same --weights $weights --memory-budget "$least"
  check "$weights: one byte less" refused "at least $least bytes" --weights $weights --memory-budget $((least - 1))
  check "$weights: a budget of 64M" same --weights $weights --memory-budget 64M
done
for threads in 0 -1 257 1000; do check "$threads threads" misused 'threads must be 1 to 256' --threads=$threads; done
for budget in 0 -1 x 1T 99999999999G; do check "a budget of $budget" misused 'emory-budget' "--memory-budget=$budget"; done
check 'an unknown place' misused weights --weights disk
bench() { "$hspace" bench --model "$model" --count 1 --weights streamed --threads 1,2 --json >"$work/json"; }
check 'bench of streamed weights' bench
check 'bench names the processor' grep '"processor": "[^"]' "$work/json"
damage() { printf x | dd of="$model" bs=1 seek=2000000 conv=notrunc 2>/dev/null; }
check 'damage' damage
# Streamed weights are read during the run only.
for weights in mapped streamed memory; do
  check "$weights: damage is found" refused checksum --weights $weights
  check "$weights: its error names the file" refused "^hspace: $model: " --weights $weights
done
finish
