#!/bin/sh
# Builds build/ARCH/libhspace.a: the runtime as Embedded Swift, one object with nothing but the C interface in it.
#
#   Tools/build/library.sh x86_64|aarch64
set -eu
cd "$(dirname "$0")/../.."

arch=${1:?usage: library.sh x86_64|aarch64}
out=build/$arch
scratch=.build-embedded-$arch

case $arch in
x86_64)
  target=''
  entries='Kernels:hsp_kernels_base KernelsAVX2:hsp_kernels_avx2 KernelsAVX512:hsp_kernels_avx512'
  ;;
aarch64)
  target='--triple aarch64-none-none-elf --toolset Tools/Toolsets/aarch64-linux.json'
  entries='Kernels:hsp_kernels_base'
  ;;
*)
  echo "library.sh: '$arch' is not x86_64 or aarch64" >&2
  exit 2
  ;;
esac

# Debian's tools for that processor, or the host's own.
tools=$arch-linux-gnu-
if ! command -v "${tools}ld" >/dev/null; then
  [ "$(uname -m)" = "$arch" ] || { echo "library.sh: ${tools}ld is missing" >&2; exit 1; }
  tools=''
fi

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
rm -rf "$out/objects" "$out/libhspace.a"
mkdir "$out/objects"

# Each build of the kernels keeps one door. Its copies of the Swift runtime and of generics are compiled for its own
# instruction set: closed in here, they cannot take the place of the others'.
for entry in $entries; do
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
"${tools}ld" -r --gc-sections $(sed 's/^/-u /' CInterop/exports) \
  $(cat "$out/objects/core.list") "$out"/objects/Kernels*.o -o "$out/objects/hspace.o"
"${tools}objcopy" --keep-global-symbols=CInterop/exports --strip-debug \
  --remove-section='.swift*' --remove-section=.linker-options "$out/objects/hspace.o"
# Undefined symbols of what was dropped go too.
"${tools}objcopy" --strip-unneeded "$out/objects/hspace.o"
# The bare-metal triples do not say that the stack holds no code.
if ! "${tools}readelf" -SW "$out/objects/hspace.o" | grep -q '\.note\.GNU-stack'; then
  "${tools}objcopy" --add-section .note.GNU-stack=/dev/null "$out/objects/hspace.o"
fi
"${tools}ar" rcsD "$out/libhspace.a" "$out/objects/hspace.o"
Tools/build/check-library.sh "$arch"
