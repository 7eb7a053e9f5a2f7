#!/usr/bin/env bash
# Trains a bundled model from nothing but its style: faces, classifier, network, conversion, figures.
#
#   Tools/train/train.sh STYLE NAME [option of ddpm.py]...
#
# Everything lies in build/train. What is there is kept, so that the same command goes on after an interruption.
set -euo pipefail
cd "$(dirname "$0")/../.."
style=${1:?usage: train.sh STYLE NAME [option]...}
name=${2:?usage: train.sh STYLE NAME [option]...}
shift 2
. Tools/train/environment.sh
work=build/train
held=$work/$style-held
classifier=Tools/bench/classifiers/$style.safetensors

# Faces of the numbers from 30000 up are for measuring and for directions.
"$python" Tools/train/faces.py "$style" --count "${FACES:-8000}" -o "$work/$style"
"$python" Tools/train/faces.py "$style" --count "${TWINS:-3000}" --twins -o "$work/$style-twins"
"$python" Tools/train/faces.py "$style" --first 30000 --count 2500 -o "$held"
[ -e "$classifier" ] || "$python" Tools/train/attributes.py "$work/$style" "$held" -o "$classifier"
"$python" Tools/train/ddpm.py "$work/$style" --twins "$work/$style-twins" -o "$work/$name" "$@"
build/bin/hspace-convert "$work/$name" --dtype f16 -o "$work/$name.hsm"

measure() {
  "$python" Tools/bench/edit_quality.py "$1" -m "$work/$name.hsm" --classifier "$classifier" --faces "$held" \
    --work "$work/quality-$name" "${@:2}"
}
measure samples --other-faces "$work/$style"
measure edits --steps 25 --fresh 100
