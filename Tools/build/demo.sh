#!/usr/bin/env bash
# Edits four bundled pictures with the bundled directions and writes one contact sheet.
set -eu
cd "$(dirname "$0")/../.."
sheet=build/demo.png
pictures=(Models/pictures/30002.png Models/pictures/30003.png Models/pictures/30008.png Models/pictures/30009.png)
build/bin/hspace edit "${pictures[@]}" --model toon64 --sheet --steps 25 --t0 500 --symmetric --t-edit 0 \
  --direction smile --strength 0.6 --direction eyes-closed --strength 0.6 --direction beard --strength 1 \
  --direction dark-skin --strength 0.5 --direction long-hair --strength 0.6 \
  --enlarge 2 --output "$sheet"
echo "The sheet is $sheet: originals at the left, then one edit a column."
