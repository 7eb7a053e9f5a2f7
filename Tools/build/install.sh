#!/bin/sh
# Copies what was built for a processor to a folder: the library with all that its users need, the programs on the host.
#
#   Tools/build/install.sh ARCH FOLDER [LIBRARIES]
#
# LIBRARIES is a folder in FOLDER, FOLDER/lib when it is not given. FOLDER may be moved as a whole. Everyone may read what
# it holds.
set -eu

usage='usage: install.sh ARCH FOLDER [LIBRARIES]'
arch=${1:?$usage}
folder=${2:?$usage}
libraries=${3:-$folder/lib}
fail() { echo "install.sh: $2" >&2; exit "$1"; }
case $folder in
/*) ;;
*) fail 2 "$folder: give a path that begins with /" ;;
esac
# Relative: what stands in the files for pkg-config and CMake, and how to get back from there.
lib=$(realpath -ms --relative-to="$folder" "$libraries")
case $lib in
.. | ../* | *[!A-Za-z0-9._/+-]*) fail 2 "$libraries: give a folder in $folder, with an ordinary name" ;;
esac
up=$(realpath -ms --relative-to="/$lib" /)

cd "$(dirname "$0")/../.."
umask 022
version=$(Tools/build/version.sh)
package=Tools/build/package
host=$(Tools/build/host.sh)

[ -e "build/$arch/libhspace.so.$version" ] || fail 1 "no library for $arch (make lib ARCH=$arch)"

fill() { sed "s|@VERSION@|$version|; s|@LIB@|$lib|; s|@UP@|$up|" "$package/$1"; }

install -d "$folder/include" "$libraries/pkgconfig" "$libraries/cmake/hspace" "$folder/share/man/man3"
install -m 644 CInterop/include/hspace.h "$folder/include/"
install -m 644 "build/$arch/libhspace.a" "$libraries/"
install -m 755 "build/$arch/libhspace.so.$version" "$libraries/"
# The links, as they are.
cp -P "build/$arch/libhspace.so" "build/$arch/libhspace.so.$(Tools/build/version.sh abi)" "$libraries/"
fill hspace.pc.in >"$libraries/pkgconfig/hspace.pc"
fill hspace-config.cmake.in >"$libraries/cmake/hspace/hspace-config.cmake"
fill hspace-config-version.cmake.in >"$libraries/cmake/hspace/hspace-config-version.cmake"
fill hspace.3.in >"$folder/share/man/man3/hspace.3"

[ "$arch" = "$host" ] && [ -x build/bin/hspace ] || exit 0
install -d "$folder/bin" "$folder/share/man/man1" "$folder/share/hspace"
install -m 755 build/bin/hspace build/bin/hspace-convert "$folder/bin/"
for page in hspace hspace-convert; do fill $page.1.in >"$folder/share/man/man1/$page.1"; done
(cd Models && find . -type f -exec install -D -m 644 {} "$folder/share/hspace/{}" ';')
