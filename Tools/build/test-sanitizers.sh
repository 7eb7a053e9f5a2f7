#!/bin/bash
# Runs the C programs that misuse the library under AddressSanitizer (with leaks) and ThreadSanitizer.
#
# Needs build/bin/hspace-convert. The ordinary library is built once more for each of them, in .build-KIND.
set -u
cd "$(dirname "$0")/../.." || exit

logs=${logs:-build/test/logs}
work=build/test/sanitizers
mkdir -p "$logs" "$work"
# shellcheck disable=SC1091
. Tools/build/tally.sh

convert() { build/bin/hspace-convert Tests/Fixtures/unet_diffusers_main -o "$work/tiny.hsm"; }
check 'convert a tiny network' convert || { finish; exit 1; }

# The program's C, the library's C and its Swift, all with the same sanitizer: build KIND PROGRAM.
build() {
  clang -fsanitize="$1" -g -O1 -std=c99 -Wall -Wextra -pedantic -Werror -ICInterop/include \
    -c "Tests/C/$2.c" -o "$work/$2-$1.o" &&
    swiftc -sanitize="$1" -static-stdlib -use-ld=lld "$work/$2-$1.o" ".build-$1/debug/libhspace.a" -o "$work/$2-$1"
}

# Ends with status 66 when something was found, in threads too.
export ASAN_OPTIONS=exitcode=66:detect_leaks=1:detect_stack_use_after_return=1
# By default memcpy races with nothing here, and unoptimised generic Swift code stores by memcpy.
export TSAN_OPTIONS=exitcode=66:ignore_interceptors_accesses=0:ignore_noninstrumented_modules=0

# A program must end well and count no failures: run NAME KIND ARGUMENT...
run() {
  local name=$1 kind=$2 log=$logs/$1-$2.log status line
  shift 2
  timeout 300 "$work/$name-$kind" "$@" >"$log" 2>&1
  status=$?
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
  if [ "$status" = 0 ] && [ -n "$line" ]; then
    count "$name: $kind sanitizer" "${line%% *}" 0
  else
    head -n 60 "$log"
    count "$name: $kind sanitizer: status $status, $line" 0 1
  fi
}

# Each sanitizer must find the planted fault, or the runs above prove nothing.
finds() {
  "$work/planted-$1" "$1" >"$logs/planted-$1.log" 2>&1
  [ $? = 66 ]
}

for kind in address thread; do
  check "library: $kind sanitizer" swift build --sanitize=$kind --scratch-path .build-$kind --product hspace || continue
  check "planted fault: build for $kind" build $kind planted && check "planted fault: $kind sanitizer" finds $kind
  for program in struct-sizes misuse; do check "$program: build for $kind" build $kind $program; done
  run struct-sizes $kind "$work/tiny.hsm"
  run misuse $kind "$work/tiny.hsm" "$work"
done
finish
