#!/bin/sh
# Prints the version of the library, as its header says.
cd "$(dirname "$0")/../.."
sed -n 's/.*HSP_VERSION_[MP][A-Z]* //p' CInterop/include/hspace.h | paste -sd.
