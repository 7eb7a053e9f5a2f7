#!/bin/bash
# Tests the bundled models: their cards, their size, and that they do what the README says.
set -u
cd "$(dirname "$0")/../.."
. Tools/build/programs-under-test.sh

small() { [ "$(find Models -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')" -lt 20000000 ]; }
check 'all of it is under 20 MB' small
for model in Models/*.hsm; do
  bundled=$(basename "$model" .hsm)
  card=Models/$bundled/README.md
  hashes() { (cd Models && grep -E '^[0-9a-f]{64}  ' "$bundled/README.md" | sha256sum --check --strict --quiet); }
  check "$bundled: its card" test -s "$card"
  check "$bundled: the hashes of its card" hashes
  for file in "$model" "Models/$bundled"/*.hsm; do
    [ -e "$file" ] && check "$file: in the card" grep -q "  ${file#Models/}\$" "$card"
    [ -e "$file" ] && check "$file: whole" "$hspace" info --verify "$file"
  done
  check "$bundled: a licence" grep -q "$bundled.hsm" Models/LICENSES.md
  check "$bundled: a sample" "$hspace" sample -m "$bundled" --seed 1 --steps 5 -o "$work/$bundled.png"
done
for direction in smile eyes-closed beard dark-skin long-hair; do
  check "toon64: $direction" "$hspace" edit Models/pictures/30000.png -m toon64 -d $direction -s 1 --t0 600 --steps 5 -o "$work/$direction.png"
done
translated() { "$hspace" translate "$1" --from "$2" --to "$3" --t-es 600 --steps 10 -o "$4" >"$work/print" && grep -q SSIM "$work/print"; }
check 'a translation' translated Models/pictures/30000.png toon64 avataaars64 "$work/avataaar.png"
check 'and back' translated "$work/avataaar.png" avataaars64 toon64 "$work/back.png"

finish
