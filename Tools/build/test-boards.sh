#!/bin/bash
# Runs models on every emulated board and compares each bit with the host's: an hour or so, of which RISC-V takes most.
#
# Needs the programs of `make` in build/bin. MODELS='a.hsm b.hsm' and BOARDS='aarch64:cortex-a53 ...' restrict it.
set -u
cd "$(dirname "$0")/../.." || exit 1

logs=${logs:-build/test/logs}
work=build/test/boards
mkdir -p "$logs" "$work"
. Tools/build/tally.sh
. Tools/build/digests.sh

host=$(Tools/build/host.sh)
boards=${BOARDS:-aarch64:cortex-a53 aarch64:cortex-a72 aarch64:cortex-a76 aarch64:max armhf:cortex-a7 riscv64:rv64}
# The boards are several words.
# shellcheck disable=SC2086
for arch in $(printf '%s\n' "$host" $boards | cut -d: -f1 | sort -u); do
  check "embedded library: $arch" Tools/build/library.sh "$arch" && check "link: $arch" link_digest "$arch"
done

# The networks of the original code, in both kinds of weights, and edits of the bundled model in 4 + 4 steps.
models=${MODELS:-}
if [ -z "$models" ]; then
  for fixture in unet_diffusers_main unet_diffusers_fp16 unet_diffusers_sharded; do
    check "convert $fixture" build/bin/hspace-convert Tests/Fixtures/$fixture -o "$work/$fixture.hsm"
    check "quantise $fixture" build/bin/hspace quantize "$work/$fixture.hsm" -o "$work/$fixture-int8.hsm"
    models="$models $work/$fixture.hsm $work/$fixture-int8.hsm"
  done
  check 'quantise the bundled model' build/bin/hspace quantize Models/toon64.hsm -o "$work/toon64-int8.hsm"
  models="$models Models/toon64.hsm $work/toon64-int8.hsm"
fi

patience=3600
# The commands are several words.
# shellcheck disable=SC2046
for model in $models; do
  digest "$model" 4 - 2 "$host" $(native "$host")
  for board in $boards; do
    read -r -a command < <(native "${board%%:*}")
    [ "${board%%:*}" = "$host" ] || digest "$model" 4 - 2 "$board" "${command[0]}" -cpu "${board##*:}" "${command[1]}"
  done
done

list_digests
finish
