#!/bin/bash
# Prints what the library's modules take, in bytes, and fails beyond the limits: size.sh [ARCH...]
#
# From the linker's map of the one object in the archive; exactly what a program takes in when it links all of it.
set -eu
cd "$(dirname "$0")/../.."

# Of the whole library, every function of hspace.h in it.
declare -A limits=([x86_64]=750000 [aarch64]=540000)
data_limit=16384
failed=0
[ $# != 0 ] || set -- x86_64 aarch64
for arch in "$@"; do
  . Tools/build/architecture.sh
  echo "$arch"
  awk '
    /^Linker script and memory map/ { live = 1 }
    !live { next }
    /^ [.*]/ && NF == 1 { name = $1; next }
    /^ \.[a-z]/ && NF >= 4 { add($1, $3, $4); name = ""; next }
    /^ +0x/ && name != "" && NF >= 3 { add(name, $2, $3); name = "" }
    function add(section, size, path,    kind, module) {
      if (section ~ /^\.text/) kind = "text"
      else if (section ~ /^\.(rodata|eh_frame|data\.rel\.ro)/) kind = "rodata"
      else if (section ~ /^\.data/) kind = "data"
      else if (section ~ /^\.(bss|common)/) kind = "bss"
      else return
      module = path
      if (module ~ /\.build\//) { sub(/\.build\/.*/, "", module) }
      sub(/.*\//, "", module)
      sub(/\.o$/, "", module)
      bytes = hex(size)
      if (bytes == 0) return
      modules[module] += bytes
      table[module, kind] += bytes
      table["total", kind] += bytes
    }
    function hex(text,    value, i) {
      value = 0
      text = tolower(substr(text, 3))
      for (i = 1; i <= length(text); i++) value = 16 * value + index("0123456789abcdef", substr(text, i, 1)) - 1
      return value
    }
    function row(module) {
      return sprintf("  %-14s %8d %8d %8d %8d", module, table[module, "text"], table[module, "rodata"],
        table[module, "data"], table[module, "bss"])
    }
    END {
      printf "  %-14s %8s %8s %8s %8s\n", "module", "text", "rodata", "data", "bss"
      sort = "sort -k2,2nr"
      for (module in modules) print row(module) | sort
      close(sort)
      print row("total")
    }' "build/$arch/objects/layout.map"
  library=build/$arch/libhspace.so.$(Tools/build/version.sh)
  bytes=$(stat -c %s "$library")
  read -r _ data bss _ < <("${tools}size" "$library" | tail -n 1)
  echo "  the stripped library: $bytes bytes; its data and bss: $data and $bss"
  if [ -n "${limits[$arch]:-}" ] && [ "$bytes" -ge "${limits[$arch]}" ]; then
    echo "  more than ${limits[$arch]} bytes" && failed=1
  fi
  [ $((data + bss)) -lt $data_limit ] || { echo "  more than $data_limit bytes of data" && failed=1; }
done
exit $failed
