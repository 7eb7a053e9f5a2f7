#!/bin/sh
# Builds build/ARCH/libhspace.a and .so: the runtime as Embedded Swift, one object with nothing but the C interface in it.
#
#   Tools/build/library.sh x86_64|aarch64|armhf|riscv64
set -eu
cd "$(dirname "$0")/../.."

arch=${1:?usage: library.sh ARCH}
out=build/$arch
scratch=.build-embedded-$arch

. Tools/build/architecture.sh

# $target is several words.
# shellcheck disable=SC2086
HSPACE_ARCH=$arch swift build -c release --traits EmbeddedSwift $target \
  --target ABI --scratch-path "$scratch"
modules=$scratch/release

# The objects of the sources of today: the folder may hold some of yesterday's.
swift_objects() {
  sed "s|^'\(.*\)'\$|\1|; s|.*/||; s|.*|$modules/$1.build/&.o|" "$modules/$1.build/sources"
}
c_objects() {
  for source in CInterop/"$1"/*.c; do echo "$modules/$1.build/$(basename "$source").o"; done
}

mkdir -p "$out"
rm -rf "$out/objects" "$out"/libhspace.*
mkdir "$out/objects"

# Each build of the kernels keeps one door. Its copies of the Swift runtime and of generics are compiled for its own
# instruction set: closed in here, they cannot take the place of the others'.
for entry in $kernels; do
  object=$out/objects/${entry%%:*}.o
  swift_objects "${entry%%:*}" | xargs "${tools}ld" -r -o "$object"
  "${tools}objcopy" --keep-global-symbol="${entry##*:}" "$object"
done

{
  for module in ABI Quantisation Diffusion Execution Program Container; do swift_objects $module; done
  c_objects CPlatform
  c_objects CKernels
} >"$out/objects/core.list"

# shellcheck disable=SC2046
"${tools}ld" -r --gc-sections -Map "$out/objects/layout.map" $(sed 's/^/-u /' CInterop/exports) \
  $(cat "$out/objects/core.list") "$out"/objects/Kernels*.o -o "$out/objects/hspace.o"
"${tools}objcopy" --keep-global-symbols=CInterop/exports --strip-debug \
  --remove-section="$dropped" --remove-section='.swift*' --remove-section=.linker-options "$out/objects/hspace.o"
# Undefined symbols of what was dropped go too.
"${tools}objcopy" --strip-unneeded "$out/objects/hspace.o"
# The bare-metal triples do not say that the stack holds no code.
if ! "${tools}readelf" -SW "$out/objects/hspace.o" | grep -q '\.note\.GNU-stack'; then
  "${tools}objcopy" --add-section .note.GNU-stack=/dev/null "$out/objects/hspace.o"
fi
"${tools}ar" rcsD "$out/libhspace.a" "$out/objects/hspace.o"

# The shared library: a version for every symbol, nothing left open.
version=$(Tools/build/version.sh)
abi=$(Tools/build/version.sh abi)
soname=libhspace.so.$abi
{
  echo "HSPACE_$abi {"
  echo '  global:'
  sed 's/.*/    &;/' CInterop/exports
  echo '  local: *;'
  echo '};'
} >"$out/objects/hspace.map"
"${tools}gcc" -shared "$out/objects/hspace.o" -Wl,--version-script="$out/objects/hspace.map" \
  -Wl,-soname,"$soname" -Wl,-z,defs -Wl,-z,relro,-z,now -Wl,--hash-style=gnu -lm -lpthread -o "$out/libhspace.so.$version"
"${tools}strip" --strip-unneeded "$out/libhspace.so.$version"
ln -s "libhspace.so.$version" "$out/$soname"
ln -s "$soname" "$out/libhspace.so"
Tools/build/check-library.sh "$arch"
