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
. Tools/build/digests.sh

host=$(Tools/build/host.sh)
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

# shellcheck disable=SC2086
check 'the program that measures memory compiles' gcc -std=c99 $strict -fsyntax-only Tools/bench/memory.c

# The embedded archives: built, their symbols checked, and one program with each.
for arch in x86_64 aarch64 armhf riscv64; do
  check "embedded library: $arch" Tools/build/library.sh $arch && tail -n 1 "$log"
  check "link: embedded $arch" link_digest $arch
done
check 'sizes of the libraries' Tools/build/size.sh && cat "$log"

libraries='-lm -lpthread'
ordinary() {
  gcc -std=c99 -O1 $strict -c Tests/C/digest.c -o "$work/digest.o" &&
    swiftc -static-stdlib "$work/digest.o" "$(swift build -c release --show-bin-path)/libhspace.a" \
      -o "$work/digest-ordinary"
}
check 'link: ordinary' ordinary
check 'link: the embedded library inside a Swift program' \
  swiftc -static-stdlib "$work/digest.o" "build/$host/libhspace.a" -o "$work/digest-inside"
for standard in -static-stdlib -static-executable ''; do
  inside() {
    # The option may be none.
    # shellcheck disable=SC2086
    swiftc $standard -ICInterop/include Tests/C/inside.swift "build/$host/libhspace.a" -lm -o "$work/inside" &&
      [ "$("$work/inside" Models/toon64.hsm)" = 'one two' ]
  }
  check "a Swift program with the embedded library: ${standard:-shared standard library}" inside
done

check 'convert a tiny network' \
  build/bin/hspace-convert Tests/Fixtures/unet_diffusers_main -o "$work/tiny.hsm"

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

# The smallest set that meets each processor's kernels of floats and of integers; test-boards.sh has the rest.
int8=$work/tiny-int8.hsm
check 'quantise a tiny network' build/bin/hspace quantize "$tiny" -o "$int8"
for isa in base avx2 avx512; do digest "$int8" 2 $isa 2 'x86_64 embedded' $x86; done
for cpu in cortex-a53 cortex-a76 max; do
  digest "$int8" 2 - 2 "aarch64 emulated $cpu" qemu-aarch64-static -cpu $cpu "$work/digest-aarch64"
done
digest "$int8" 2 neon 2 'aarch64 emulated cortex-a76' qemu-aarch64-static -cpu cortex-a76 "$work/digest-aarch64"
check 'cortex-a76 ran dot products' grep -q 'cortex-a76: dotprod' <<<"$ran"
check 'max ran matrix products' grep -q 'max: i8mm' <<<"$ran"
half=$work/half.hsm
check 'convert a tiny network to f16' \
  build/bin/hspace-convert Tests/Fixtures/unet_diffusers_main --dtype f16 -o "$half"
digest "$half" 2 - 2 "$host embedded" "$work/digest-$host"
for model in "$half:2" "$int8:2"; do
  digest "${model%:*}" "${model##*:}" - 2 'armhf emulated cortex-a7' qemu-arm-static -cpu cortex-a7 "$work/digest-armhf"
  digest "${model%:*}" "${model##*:}" - 2 'riscv64 emulated rv64' qemu-riscv64-static -cpu rv64 "$work/digest-riscv64"
done

# The example, with the direction that a digest run saved.
example() {
  gcc -std=c99 $strict CInterop/examples/edit.c "build/$host/libhspace.a" -lpng $libraries -o "$work/edit" &&
    "$work/digest-$host" $toon - 2 2 "$work/noise.hsm" &&
    "$work/edit" $toon "$work/noise.hsm" 0.5 Models/pictures/30000.png "$work/edited.png" &&
    ! cmp -s Models/pictures/30000.png "$work/edited.png" &&
    "$work/edit" $toon "$work/noise.hsm" 0.5 "$work/edited.png" "$work/again.png"
}
check 'example: edit.c with the embedded library' example

list_digests
finish
