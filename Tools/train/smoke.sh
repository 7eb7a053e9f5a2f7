#!/usr/bin/env bash
# Runs the whole chain of Tools/train on a tiny setting: faces, training, resuming, export, conversion, samples, figures.
set -euo pipefail
cd "$(dirname "$0")/../.."
. Tools/train/environment.sh
work=build/train/smoke
rm -rf "$work"

for style in toon-head avataaars; do
  "$python" Tools/train/faces.py "$style" --count 64 -o "$work/$style"
  "$python" Tools/train/faces.py "$style" --first 30000 --count 34 -o "$work/$style-held"
  "$python" Tools/train/attributes.py "$work/$style" "$work/$style-held" --epochs 1 -o "$work/$style.safetensors"
done

"$python" Tools/train/faces.py avataaars --count 32 --twins -o "$work/avataaars-twins"

# Two levels first, stopped before they begin and resumed; then three that begin with the two, two pairs of twins, then one.
small=(--batch 2 --steps 4 --samples 2 --report 0 --warm-up 2)
"$python" Tools/train/ddpm.py "$work/toon-head" -o "$work/toon" --channels 32,32 --attention 32 --minutes 0 "${small[@]}"
"$python" Tools/train/ddpm.py "$work/toon-head" -o "$work/toon" --channels 32,32 --attention 32 "${small[@]}"
build/bin/hspace-convert "$work/toon" -o "$work/toon.hsm"
"$python" Tools/train/ddpm.py "$work/avataaars" -o "$work/avataaar" --channels 32,32,64 --attention 32 \
  --twins "$work/avataaars-twins" --swap 1 --settle 2 --fine 0.5 --draw beard=1:1.5 --init "$work/toon.hsm" "${small[@]}" --batch 4
build/bin/hspace-convert "$work/avataaar" -o "$work/avataaar.hsm"
build/bin/hspace info "$work/avataaar.hsm"
"$python" Tools/train/average.py "$work/avataaar" "$work/avataaar" -o "$work/mean"
build/bin/hspace-convert "$work/mean" -o "$work/mean.hsm"
"$python" Tools/bench/edit_quality.py samples -m "$work/toon.hsm" --classifier "$work/toon-head.safetensors" \
  --faces "$work/toon-head-held" --other-faces "$work/toon-head" --count 16 --steps 4 --work "$work/quality"
edit() {
  "$python" Tools/bench/edit_quality.py "$@" -m "$work/avataaar.hsm" --classifier "$work/avataaars.safetensors" \
    --faces "$work/avataaars-held" --count 2 --pairs 2 --steps 4 --strengths 1 --work "$work/$1"
}
edit edits --fresh 2
edit correlated
echo "train-smoke: the whole chain ran; its pictures are in $work"
