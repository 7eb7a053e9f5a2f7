#!/bin/sh
# Copies what was built for a processor to a folder: the library with all that its users need, the programs on the host.
#
#   Tools/build/install.sh ARCH FOLDER
#
# The folder may be moved as a whole. Everyone may read what it holds.
set -eu

arch=${1:?usage: install.sh ARCH FOLDER}
folder=${2:?usage: install.sh ARCH FOLDER}
case $folder in
/*) ;;
*) echo "install.sh: $folder: give a path that begins with /" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/../.."
umask 022
version=$(Tools/build/version.sh)
package=Tools/build/package

[ -e "build/$arch/libhspace.so.$version" ] || { echo "install.sh: no library for $arch (make lib ARCH=$arch)" >&2; exit 1; }

fill() { sed "s/@VERSION@/$version/" "$package/$1"; }

install -d "$folder/include" "$folder/lib/pkgconfig" "$folder/lib/cmake/hspace" "$folder/share/man/man3"
install -m 644 CInterop/include/hspace.h "$folder/include/"
install -m 644 "build/$arch/libhspace.a" "$folder/lib/"
install -m 755 "build/$arch/libhspace.so.$version" "$folder/lib/"
# The links, as they are.
cp -P "build/$arch/libhspace.so" "build/$arch/libhspace.so.${version%%.*}" "$folder/lib/"
fill hspace.pc.in >"$folder/lib/pkgconfig/hspace.pc"
install -m 644 $package/hspace-config.cmake "$folder/lib/cmake/hspace/"
fill hspace-config-version.cmake.in >"$folder/lib/cmake/hspace/hspace-config-version.cmake"
fill hspace.3.in >"$folder/share/man/man3/hspace.3"

[ "$arch" = "$(uname -m)" ] && [ -x build/bin/hspace ] || exit 0
install -d "$folder/bin" "$folder/share/man/man1" "$folder/share/hspace"
install -m 755 build/bin/hspace build/bin/hspace-convert "$folder/bin/"
for page in hspace hspace-convert; do fill $page.1.in >"$folder/share/man/man1/$page.1"; done
(cd Models && find . -type f -exec install -D -m 644 {} "$folder/share/hspace/{}" ';')
