#!/bin/bash
# Installs the library to a folder of its own and uses it from there, as C, CMake and Swift programs do.
#
# Needs the programs of `make` in build/bin and the host's library in build/ARCH.
set -u
cd "$(dirname "$0")/../.." || exit 1

logs=${logs:-build/test/logs}
mkdir -p "$logs"
. Tools/build/tally.sh
host=$(Tools/build/host.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix

moved() { Tools/build/install.sh "$host" "$work/first" && mv "$work/first" "$prefix"; }
check 'install, and move' moved
relative() { ! Tools/build/install.sh "$host" some/folder; }
check 'no relative folder' relative
for file in include/hspace.h lib/libhspace.a lib/libhspace.so lib/pkgconfig/hspace.pc bin/hspace bin/hspace-convert \
  share/man/man1/hspace.1 share/man/man3/hspace.3 share/hspace/toon64.hsm; do
  check "installed: $file" test -s "$prefix/$file"
done
check 'the installed program finds the installed model' "$prefix/bin/hspace" info toon64
# Programs rely on the version of the binary interface, not on that of the library.
abi=$(Tools/build/version.sh abi)
soname() { readelf -d "$prefix/lib/libhspace.so" | grep -q "SONAME.*\[libhspace\.so\.$abi\]"; }
check 'SONAME' soname
# The shared library exports what is listed, each with its version.
exports() {
  nm -D --defined-only "$prefix/lib/libhspace.so" | awk '$2 == "T" { print $3 }' | sed "s/@@HSPACE_$abi\$//" | LC_ALL=C sort |
    diff - <(LC_ALL=C sort CInterop/exports)
}
check 'exports of the shared library' exports

Tools/build/test-examples.sh "$prefix" >"$logs/examples.log" 2>&1
status=$?
read -r ok _ bad _ < <(tail -n 1 "$logs/examples.log")
[ "$status" = 0 ] || grep -A20 FAIL "$logs/examples.log"
count 'examples, static and shared' "${ok:-0}" "${bad:-1}"

# A name that scripts stumble over.
odd="$work/a prefix & more"
with_odd_name() {
  Tools/build/install.sh "$host" "$odd" &&
    eval "gcc -std=c99 CInterop/examples/read_h.c $(PKG_CONFIG_PATH="$odd/lib/pkgconfig" pkg-config --cflags --libs hspace) -o $work/odd"
}
check 'a prefix with an odd name' with_odd_name

# CMake finds it, and says no to a version that it is not.
mkdir "$work/cmake"
cat >"$work/cmake/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.19)
project(examples C CXX)
find_package(hspace 0.1 REQUIRED)
find_package(PNG REQUIRED)
find_package(OpenMP REQUIRED)
find_package(Threads REQUIRED)
set(CMAKE_C_STANDARD 99)
set(CMAKE_CXX_STANDARD 17)
foreach(source edit.c embedded.c own_memory.c progress.c two_threads.c read_h.c thread_pool.c edit.cpp)
  string(REPLACE . _ name ${source})
  foreach(kind hspace static)
    add_executable(${name}_${kind} ${source})
    target_compile_definitions(${name}_${kind} PRIVATE "MODEL=\"${MODEL}\"")
    target_link_libraries(${name}_${kind} hspace::${kind} PNG::PNG OpenMP::OpenMP_C Threads::Threads)
  endforeach()
endforeach()
foreach(wanted 9.0 0.2...0.3 0.0...0.0.9 "0.0...<0.1.0")
  find_package(hspace ${wanted} QUIET CONFIG)
  if(hspace_FOUND)
    message(FATAL_ERROR "version ${wanted} was found")
  endif()
endforeach()
foreach(wanted 0.0...0.2 0.1 0.1...0.1.0 "0.1...<1.0")
  find_package(hspace ${wanted} QUIET CONFIG)
  if(NOT hspace_FOUND)
    message(FATAL_ERROR "version ${wanted} was not found")
  endif()
endforeach()
END
cp CInterop/examples/*.* "$work/cmake/"
build_with_cmake() {
  cmake -S "$work/cmake" -B "$work/cmake/build" -DCMAKE_PREFIX_PATH="$odd" -DMODEL="$PWD/Models/toon64.hsm" && cmake --build "$work/cmake/build"
}
needs_hspace() { readelf -d "$work/cmake/build/$1" | grep -q 'NEEDED.*libhspace\.so\.[0-9]'; }
needs_none() { readelf -d "$work/cmake/build/$1" >/dev/null && ! needs_hspace "$1"; }
check 'CMake' build_with_cmake
check 'CMake: the shared library' needs_hspace read_h_c_hspace
check 'CMake: the static library' needs_none read_h_c_static
check 'CMake: an example runs' "$work/cmake/build/embedded_c_static" 5 2

# `make install` copies what is there, also to a distribution's folder of libraries, and builds nothing again.
mkdir "$work/no-compiler"
printf '#!/bin/sh\nexit 1\n' >"$work/no-compiler/swift"
chmod +x "$work/no-compiler/swift"
staged=$work/stage/opt/of
triple=$(gcc -print-multiarch)
distribution() {
  PATH="$work/no-compiler:$PATH" make --no-print-directory install PREFIX=/opt/of LIBDIR="/opt/of/lib/$triple" "DESTDIR=$work/stage" &&
    [ -s "$staged/lib/$triple/libhspace.a" ] && [ ! -e "$staged/lib/libhspace.a" ] && [ -x "$staged/bin/hspace" ] &&
    eval "gcc -std=c99 CInterop/examples/read_h.c $(PKG_CONFIG_PATH="$staged/lib/$triple/pkgconfig" pkg-config --cflags --libs hspace) -o $work/staged" &&
    cmake -S "$work/cmake" -B "$work/cmake/staged" -DCMAKE_PREFIX_PATH="$staged" -DMODEL="$PWD/Models/toon64.hsm" &&
    cmake --build "$work/cmake/staged" --target embedded_c_hspace
}
check 'make install, with LIBDIR' distribution
elsewhere() { ! Tools/build/install.sh "$host" "$work/first" "$work/second"; }
check 'no libraries outside the folder' elsewhere

# Two copies in one process: one linked in, the other loaded.
two_copies() {
  gcc -std=c99 -Wall -Wextra -Werror -I"$prefix/include" Tests/C/two-copies.c "$prefix/lib/libhspace.a" -ldl -lm -lpthread \
    -o "$work/two-copies" && "$work/two-copies" "$prefix/lib/libhspace.so" Models/toon64.hsm
}
check 'two copies in one process' two_copies

filled() { grep -q "hspace $(Tools/build/version.sh)" "$1" && ! grep -q '@' "$1"; }
for page in man1/hspace.1 man1/hspace-convert.1 man3/hspace.3; do
  check "manual page: $page" filled "$prefix/share/man/$page"
done
finish
