#!/bin/sh
# Projects the time of an evaluation on Arm boards: boards.sh [MODEL.hsm...]. BOARDS.md says what is behind the figures.
#
# QEMU counts how often each block of instructions runs, llvm-mca says how many cycles it takes. int8 models run once
# more for each way to multiply bytes. Needs build/bin/hspace and build/aarch64. Without models: toon64 with
# floats and with int8 weights.
set -eu
cd "$(dirname "$0")/../.."

work=build/bench/boards
mkdir -p "$work"
if [ $# = 0 ]; then
  build/bin/hspace quantize Models/toon64.hsm -o "$work/toon64-int8.hsm" >/dev/null
  set -- Models/toon64.hsm "$work/toon64-int8.hsm"
fi

# The newest of LLVM's tools: their names end in a version.
newest() { for path in /usr/bin/"$1"-[1-9]*; do echo "$path"; done | sort -V | tail -n 1; }
LLVM_MCA=${LLVM_MCA:-$(newest llvm-mca)}
LLVM_OBJDUMP=${LLVM_OBJDUMP:-$(newest llvm-objdump)}
export LLVM_MCA LLVM_OBJDUMP

# Plugins of QEMU 9 and later have another interface.
version=$(qemu-aarch64 --version | sed -n 's/.* version \([0-9]*\).*/\1/p')
[ "$version" -ge 9 ] && api=2 || api=1
gcc -O2 -Wall -Wextra -shared -fPIC -DAPI="$api" -o "$work/blocks.so" Tools/bench/boards/blocks.c
aarch64-linux-gnu-gcc -static -std=c99 -O2 -Wall -Wextra -ICInterop/include Tools/bench/boards/evaluate.c \
  build/aarch64/libhspace.a -lm -lpthread -o "$work/evaluate"

for model in "$@"; do
  sets=neon
  if build/bin/hspace info "$model" | grep -q '^weights *int8'; then sets='neon dotprod i8mm'; fi
  for set in $sets; do
    counts=$work/$(basename "$model" .hsm)-$set
    for times in 0 1; do
      qemu-aarch64 -cpu max -plugin "$work/blocks.so" -d plugin -D "$counts.$times" \
        "$work/evaluate" "$model" $times $set >"$counts.work"
    done
    set -- "$@" "$(basename "$model" .hsm):$set=$counts"
  done
  shift
done
python3 Tools/bench/boards/project.py "$work/evaluate" build/aarch64/objects "$@"
