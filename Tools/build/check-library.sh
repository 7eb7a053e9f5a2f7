#!/bin/sh
# Checks build/ARCH/libhspace.a: exports what the list and the header say, needs only libc, libm, pthread and libgcc.
#
#   Tools/build/check-library.sh x86_64|aarch64|armhf|riscv64
set -eu
cd "$(dirname "$0")/../.."

arch=${1:?usage: check-library.sh ARCH}
archive=build/$arch/libhspace.a
. Tools/build/architecture.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# Says what only one of two sorted lists holds.
same() {
  if ! diff "$2" "$3" >"$work/diff"; then
    echo "check-library: $1" >&2
    sed -n 's/^[<>]/ &/p' "$work/diff" >&2
    failed=1
  fi
}

LC_ALL=C
export LC_ALL
sort CInterop/exports >"$work/listed"
"${tools}nm" --defined-only --extern-only "$archive" | awk 'NF == 3 { print $3 }' | sort >"$work/defined"
# Declarations: not the static inline helpers, not function types.
"${tools}gcc" -E -P -x c CInterop/include/hspace.h | tr '\n' ' ' |
  sed 's/static inline[^{]*{[^}]*}[^}]*}//g; s/{[^{}]*}//g' | tr ';' '\n' | grep -v typedef |
  grep -oE 'hsp_[a-z0-9_]+ *\(' | tr -d ' (' | sort -u >"$work/declared"
same 'header (<) and CInterop/exports (>) differ:' "$work/declared" "$work/listed"
same 'CInterop/exports (<) and the archive (>) differ:' "$work/listed" "$work/defined"

"${tools}nm" --undefined-only "$archive" | awk 'NF == 2 { print $2 }' | sort -u >"$work/needed"
{
  # The loader is libc's: it holds the stack protector's guard on Arm.
  for library in libc.so.6 libm.so.6 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 ld-linux-armhf.so.3 ld-linux-riscv64-lp64d.so.1; do
    path=$("${tools}gcc" -print-file-name=$library)
    [ ! -e "$path" ] || "${tools}nm" -D --defined-only "$path" | awk '{ print $3 }'
  done
  "${tools}nm" --defined-only "$("${tools}gcc" -print-libgcc-file-name)" 2>/dev/null | awk '{ print $3 }'
} | sed 's/@.*//' | sort -u >"$work/system"
comm -23 "$work/needed" "$work/system" >"$work/foreign"
# What would print, end the process, or keep state of the process.
grep -E '^(abort|_?exit|_Exit|quick_exit|raise|__assert_fail|.*printf.*|puts|putchar|f?puts|perror|swift_.*|setlocale|signal|atexit)$' \
  "$work/needed" >>"$work/foreign" || true
if [ -s "$work/foreign" ]; then
  echo 'check-library: the archive needs what it must not:' >&2
  sed 's/^/  /' "$work/foreign" >&2
  failed=1
fi

# Memory comes through one door, CPlatform/memory.c, which calls each of two functions once; nothing else calls any.
printf 'free\nposix_memalign\n' >"$work/allocators"
for object in "$archive" "$(grep '/CPlatform.build/memory.c.o$' "build/$arch/objects/core.list")"; do
  "${tools}objdump" -r "$object" |
    grep -oE ' (malloc|calloc|realloc|reallocarray|free|posix_memalign|aligned_alloc|memalign|valloc|strdup)([-+]0x[0-9a-f]+)?$' |
    sed 's/^ //; s/[-+].*//' | sort >"$work/called"
  same "calls of allocators that memory.c makes (<) and $object makes (>) differ:" "$work/allocators" "$work/called"
done

# One door for each build of the kernels, and wide vectors nowhere but behind it.
for object in "build/$arch"/objects/Kernels*.o; do
  doors=$("${tools}nm" --defined-only --extern-only "$object" | wc -l)
  [ "$doors" = 1 ] || { echo "check-library: $object has $doors global symbols, not 1" >&2; failed=1; }
done
if xargs "${tools}objdump" -d "build/$arch/objects/Kernels.o" <"build/$arch/objects/core.list" |
  grep '%[yz]mm' >/dev/null; then
  echo 'check-library: code for every processor uses AVX registers' >&2
  failed=1
fi

# NEON of 32-bit Arm takes subnormal floats for zero.
if [ "$arch" = armhf ] && "${tools}objdump" -d "build/$arch/objects/hspace.o" | grep -E '\sv[a-z]+\.f32\s+[qd]' >/dev/null; then
  echo 'check-library: vectors of floats on 32-bit Arm' >&2
  failed=1
fi

# The tests look at the main loops of x86. On Arm, the first loop of multiply that has so many products (6 pixels, 16 outputs;
# 2, 4 or 8 inputs; 4, 16 or 32 products in an instruction) keeps all sums in registers: main_loop MODULE PRODUCT COUNT
main_loop() {
  "${tools}objdump" -d --no-show-raw-insn "build/$arch/objects/$1.o" | awk -v product="$2" -v count="$3" '
    />:$/ { split("", line); isMultiply = /multiply/; next }
    isMultiply && !found {
      address = $1
      sub(":", "", address)
      line[address] = NR; products[NR] = sums; stores[NR] = stored
      if (index($2, product) == 1) sums++
      if ($2 ~ /^st/ && $3 ~ /^q/) stored++
      if ($2 !~ /^(b|cb|tb)/) next
      for (field = 3; field < NF; field++) if ($(field + 1) ~ /^</ && $field in line) {
        start = line[$field]
        if (sums - products[start] == count) { found = 1; spilled = stored - stores[start] }
      }
    }
    END { exit !found || spilled }' && return
  echo "check-library: the main loop of multiply in $1 has no $3 $2, or keeps sums in memory" >&2
  failed=1
}
if [ "$arch" = aarch64 ]; then
  main_loop Kernels smlal 48
  main_loop KernelsDot sdot 24
  main_loop KernelsI8mm smmla 24
fi

# Products of bytes are for processors that have them, and only behind their doors.
if [ "$arch" = aarch64 ] && xargs "${tools}objdump" -d "build/$arch/objects/Kernels.o" <"build/$arch/objects/core.list" |
  grep -E '\s[su](dot|mmla)\s' >/dev/null; then
  echo 'check-library: code for every processor uses products of bytes' >&2
  failed=1
fi

[ $failed = 0 ] || exit 1
echo "$archive: $(wc -c <"$archive") bytes, $(wc -l <"$work/listed") functions, needs: $(tr '\n' ' ' <"$work/needed")"
