#!/bin/sh
# Prints the version of the library, as its header says; `version.sh abi` that of its binary interface.
cd "$(dirname "$0")/../.." || exit
[ "${1:-}" = abi ] && exec sed -n 's/^#define HSP_ABI_VERSION //p' CInterop/include/hspace.h
sed -n 's/.*HSP_VERSION_[MP][A-Z]* //p' CInterop/include/hspace.h | paste -sd.
