#!/usr/bin/env bash
# Edits four bundled pictures with the bundled directions and writes one contact sheet.
set -eu
cd "$(dirname "$0")/../.."
sheet=build/demo.png
pictures=(Models/pictures/30000.png Models/pictures/30002.png Models/pictures/30004.png Models/pictures/30011.png)
build/bin/hspace edit "${pictures[@]}" --model toon64 --sheet \
  --direction beard --strength 2 --direction dark-skin --strength 0.5 \
  --direction long-hair --strength 1 \
  --enlarge 2 --output "$sheet"
echo "The sheet is $sheet: originals at the left, then one edit a column."
