#!/bin/bash
# Tests the library as C programs see it: the header, the embedded archives, and the same bits everywhere.
#
# Needs build/bin/hspace-convert and the ordinary library of `swift build -c release`.
set -u
cd "$(dirname "$0")/../.."

logs=${logs:-build/test/logs}
work=build/test/c
mkdir -p "$logs" "$work"
. Tools/build/tally.sh

host=$(uname -m)
strict='-Wall -Wextra -pedantic -Werror -ICInterop/include'

# The header in every dialect.
for compiler in gcc clang; do
  for standard in c99 c11; do
    check "header: $compiler $standard" $compiler -std=$standard $strict -o "$work/header" Tests/C/header.c
  done
done
check 'header: tcc c99' tcc -std=c99 -Wall -Werror -ICInterop/include -o "$work/header" Tests/C/header.c
for compiler in g++ clang++; do
  for standard in c++11 c++17; do
    check "header: $compiler $standard" \
      $compiler -x c++ -std=$standard $strict -o "$work/header" Tests/C/header.c
  done
done

# The embedded archives: built, and their symbols checked.
for arch in x86_64 aarch64; do
  check "embedded library: $arch" Tools/build/library.sh $arch && tail -n 1 "$log"
done

# One program, three libraries.
libraries='-lm -lpthread'
[ "$host" != x86_64 ] && compiler=x86_64-linux-gnu-gcc || compiler=gcc
check 'link: embedded x86_64' \
  $compiler -std=c99 -O1 $strict Tests/C/digest.c build/x86_64/libhspace.a $libraries -o "$work/digest-x86_64"
[ "$host" != aarch64 ] && compiler=aarch64-linux-gnu-gcc || compiler=gcc
check 'link: embedded aarch64' $compiler -static -std=c99 -O1 $strict Tests/C/digest.c \
  build/aarch64/libhspace.a $libraries -o "$work/digest-aarch64"
ordinary() {
  gcc -std=c99 -O1 $strict -c Tests/C/digest.c -o "$work/digest.o" &&
    swiftc -static-stdlib "$work/digest.o" "$(swift build -c release --show-bin-path)/libhspace.a" \
      -o "$work/digest-ordinary"
}
check 'link: ordinary' ordinary
check 'link: the embedded library inside a Swift program' \
  swiftc -static-stdlib "$work/digest.o" "build/$host/libhspace.a" -o "$work/digest-inside"

check 'convert a tiny network' \
  build/bin/hspace-convert Tests/Fixtures/unet_diffusers_main -o "$work/tiny.hsm"

# Runs the digest and compares it with the first one of that model: digest MODEL STEPS ISA THREADS LABEL COMMAND...
# Status 3 says that this processor does not have the instruction set: nothing is counted.
declare -A expected
ran=''
digest() {
  local model=$1 steps=$2 isa=$3 threads=$4 label=$5 line status hash
  shift 5
  line=$(timeout 300 "$@" "$model" "$isa" "$threads" "$steps" 2>"$logs/digest.err")
  status=$?
  if [ $status = 3 ]; then
    echo "      not here: $label $isa"
    return
  fi
  hash=${line%% *}
  : "${expected[$model]:=$hash}"
  if [ $status = 0 ] && [ "$hash" = "${expected[$model]}" ]; then
    ran="$ran$label: $(echo "$line" | cut -d' ' -f2)"$'\n'
    count "bits: $(basename "$model") $label $line" 1 0
  else
    grep -v 'TCG doesn' "$logs/digest.err"
    count "bits: $(basename "$model") $label $isa $threads threads: status $status, '$hash'" 0 1
  fi
}

# The command that runs a program of that processor: the host runs its own, another one is emulated.
native() { [ "$host" = "$1" ] && echo "$work/digest-$1" || echo "qemu-$1-static $work/digest-$1"; }

tiny=$work/tiny.hsm
x86=$(native x86_64)
for isa in base avx2 avx512; do
  for threads in 1 2 3; do digest "$tiny" 4 $isa $threads "x86_64 embedded" $x86; done
done
for threads in 1 2 3; do digest "$tiny" 4 - $threads "$host ordinary" "$work/digest-ordinary"; done
digest "$tiny" 4 - 2 "$host embedded in Swift" "$work/digest-inside"
digest "$tiny" 4 avx2 2 'x86_64 emulated Haswell' qemu-x86_64-static -cpu Haswell "$work/digest-x86_64"
for cpu in cortex-a53 cortex-a72 max; do
  for threads in 1 2 3; do
    digest "$tiny" 4 - $threads "aarch64 emulated $cpu" qemu-aarch64-static -cpu $cpu "$work/digest-aarch64"
  done
done

toon=Models/toon64.hsm
for isa in avx512 avx2 base; do digest $toon 2 $isa 2 'x86_64 embedded' $x86; done
digest $toon 2 - 3 "$host ordinary" "$work/digest-ordinary"
digest $toon 2 - 2 'aarch64 emulated max' qemu-aarch64-static -cpu max "$work/digest-aarch64"

# The example, with the direction that a digest run saved.
example() {
  gcc -std=c99 $strict CInterop/examples/edit.c "build/$host/libhspace.a" -lpng $libraries -o "$work/edit" &&
    "$work/digest-$host" $toon - 2 2 "$work/noise.hsm" &&
    "$work/edit" $toon "$work/noise.hsm" 0.5 Models/pictures/30000.png "$work/edited.png" &&
    ! cmp -s Models/pictures/30000.png "$work/edited.png" &&
    "$work/edit" $toon "$work/noise.hsm" 0.5 "$work/edited.png" "$work/again.png"
}
check 'example: edit.c with the embedded library' example

echo 'Instruction sets and processors that really ran:'
printf '%s' "$ran" | sort -u | sed 's/^/  /'
finish
