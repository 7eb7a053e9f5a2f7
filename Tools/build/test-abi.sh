#!/bin/bash
# Tests the C interface as programs know it that are compiled already, or that use it wrongly.
#
#   Tools/build/test-abi.sh [ARCH...]     x86_64 and aarch64 when none is named; also armhf, riscv64
#
# Needs build/bin/hspace-convert and build/ARCH/libhspace.a.
set -u
cd "$(dirname "$0")/../.." || exit

logs=${logs:-build/test/logs}
work=build/test/abi
mkdir -p "$logs" "$work"
# shellcheck disable=SC1091
. Tools/build/tally.sh

header=CInterop/include/hspace.h
plain='-std=c99 -ICInterop/include -Ibuild/test/abi'
strict="$plain -Wall -Wextra -pedantic -Werror"

# What the header promises compiled programs, by any compiler. Numbers of the header come first: the preprocessor drops
# them.
promises() {
  {
    grep -E '^#define HSP_[A-Z0-9_]+ +[0-9]' $header
    grep -v '^#include' $header | gcc -std=c99 -U__GNUC__ -E -P -x c -
  } | perl Tools/build/layout.pl >"$work/layout.inc"
}
check 'layout: list of the header' promises

# layout BITS LABEL RUNNER COMPILER...
layout() {
  local bits=$1 label=$2 run=$3
  shift 3
  "$@" Tests/C/layout.c -o "$work/layout" && $run "$work/layout" >"$work/layout-$bits-$label.txt" &&
    diff "Tests/C/layout-$bits.txt" "$work/layout-$bits-$label.txt" && return
  echo "Compiled programs will not run with this header. If that is meant, raise HSP_ABI_VERSION and replace"
  echo "Tests/C/layout-$bits.txt by $work/layout-$bits-$label.txt."
  return 1
}
# $strict and $plain are several words.
# shellcheck disable=SC1091,SC2086
layouts() {
  check 'layout: gcc' layout 64 gcc '' gcc $strict
  check 'layout: clang' layout 64 clang '' clang $strict
  check 'layout: g++' layout 64 g++ '' g++ -x c++ ${strict/-std=c99/-std=c++17}
  check 'layout: tcc' layout 64 tcc '' tcc $plain -Wall -Werror
  local arch bits tools target kernels emulator dropped
  for arch in aarch64 riscv64 armhf; do
    . Tools/build/architecture.sh
    [ $arch = armhf ] && bits=32 || bits=64
    check "layout: $arch" layout $bits $arch "$emulator" "${tools}gcc" ${emulator:+-static} $strict
  done
}
layouts

# No function is left out by the tests of wrong use.
complete() {
  local missing=0
  while read -r function; do
    grep -qw "$function" Tests/C/misuse.c || { echo "misuse.c does not call $function"; missing=1; }
  done <CInterop/exports
  return $missing
}
check 'misuse: every function is called' complete

convert() { build/bin/hspace-convert Tests/Fixtures/unet_diffusers_main -o "$work/tiny.hsm"; }
check 'convert a tiny network' convert

# A program counts its checks: run LABEL COMMAND...
run() {
  local label=$1 line status
  shift
  timeout 300 "$@" >"$logs/abi-program.log" 2>&1
  status=$?
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$logs/abi-program.log" | tail -n 1)
  [ "$status" = 0 ] && [ -n "$line" ] && { count "$label" "${line%% *}" 0; return; }
  tail -n 40 "$logs/abi-program.log"
  count "$label: status $status, $line" 0 1
}

[ $# != 0 ] || set -- x86_64 aarch64
for arch in "$@"; do
  # shellcheck disable=SC1091
  . Tools/build/architecture.sh
  for program in struct-sizes misuse; do
    # shellcheck disable=SC2086
    check "$program: link for $arch" "${tools}gcc" ${emulator:+-static} -O1 $strict "Tests/C/$program.c" \
      "build/$arch/libhspace.a" -lm -lpthread -o "$work/$program-$arch" || continue
    # shellcheck disable=SC2046,SC2086
    run "$program: $arch" $emulator "$work/$program-$arch" "$work/tiny.hsm" \
      $([ $program = misuse ] && echo "$work")
  done
done
finish
