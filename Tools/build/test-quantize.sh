#!/bin/bash
# Tests int8 models through the programs: hspace quantize, hspace-convert --dtype int8 and --verify.
set -u
cd "$(dirname "$0")/../.."
. Tools/build/programs-under-test.sh

source=Tests/Fixtures/unet_diffusers_main
convert() { "$bin/hspace-convert" "$source" "$@" 2>"$work/error"; }
# Expects facts in the JSON that was printed: json FACT...
json() { for fact in "$@"; do grep -qE -- "$fact" "$work/json" || return 1; done; }

check 'convert to f32' convert -o "$work/f32.hsm"
check 'convert to int8' convert --dtype int8 -o "$work/int8.hsm"
quantize() { "$hspace" quantize "$work/f32.hsm" -o "$work/q.hsm" --json >"$work/json"; }
check 'quantize' quantize
check 'quantize: JSON' json '"quantized": 50,' "\"bytes_after\": $(stat -c %s "$work/q.hsm")," \
  '"mean_error": 0\.00[0-9]+,' '"errors": \{"down_blocks.0.resnets.0.conv1.weight": 0\.00[0-9]+,'
info() { "$hspace" info --verify --json "$work/$1" >"$work/json" && json '"weights": "int8"'; }
check 'info of a quantized model' info q.hsm
check 'info of a converted model' info int8.hsm
check 'int8 is refused' fails 1 'int8 already' "$hspace" quantize "$work/q.hsm" -o "$work/r.hsm"
check 'the input is not replaced' fails 2 'replace an input' \
  "$hspace" quantize "$work/f32.hsm" -o "$work/f32.hsm"
check 'a folder is refused' fails 1 'is a folder' "$hspace" quantize "$work/f32.hsm" -o .
check 'a full device is refused' fails 1 /dev/full "$hspace" quantize "$work/f32.hsm" -o /dev/full
limited() { (ulimit -f 512 && trap '' XFSZ && "$hspace" quantize "$work/f32.hsm" -o "$work/r.hsm"); }
check 'a file that may not grow is refused' fails 1 'too large' limited
damage() { printf x | dd of="$work/f32.hsm" bs=1 seek=1000000 conv=notrunc 2>/dev/null; }
check 'a damaged model is refused' eval 'cp "$work/f32.hsm" "$work/whole" && damage &&
  fails 1 checksum "$hspace" quantize "$work/f32.hsm" -o "$work/r.hsm" && mv "$work/whole" "$work/f32.hsm"'
check '--verify needs another precision' fails 2 'compares with f32' \
  "$bin/hspace-convert" "$source" -o "$work/r.hsm" --verify Models/pictures
check '--verify looks at pictures first' fails 1 'nothing.png: cannot read' \
  "$bin/hspace-convert" "$source" -o "$work/r.hsm" --dtype int8 --verify nothing.png
check '--verify of int8' eval 'convert -o "$work/v.hsm" --dtype int8 --steps 3 --verify Models/pictures/3000?.png \
  >"$work/out" && grep -Eq "^worst: 0\.999[0-9]+ at f32" "$work/out" && cmp "$work/v.hsm" "$work/int8.hsm"'
check 'nothing else is left' eval '! ls "$work" | grep -E "partial|r.hsm"'
finish
