#!/bin/bash
# Tests edits at boundaries, timesteps that are found, and interpolation of the command line, on a tiny network.
set -u
cd "$(dirname "$0")/../.."
. Tools/build/programs-under-test.sh

model=$work/model.hsm
"$bin/hspace-convert" Tests/Fixtures/unet_diffusers_main -o "$model" >/dev/null 2>&1
# run OUTPUT COMMAND...: every command but info gets the model and an output.
run() {
  local out=$1
  shift
  timeout 120 "$hspace" "$@" --model "$model" -o "$work/$out" >"$work/print" 2>"$work/error"
}
misused() { fails 2 "$1" run other.png "${@:2}" && [ ! -e "$work/other.png" ]; }
refused() { fails 1 "$1" run other.png "${@:2}" && [ ! -e "$work/other.png" ]; }
differ() { ! cmp -s "$work/$1" "$work/$2"; }
for seed in 1 2 3 4 5 6 7 8; do
  check "a face of seed $seed" run $seed.png sample --seed $seed --steps 5 --eta 1 --noise-seed $seed
done
faces=$work
mkdir "$work/up" "$work/down"
for seed in 1 2 3; do cp "$work/$seed.png" "$work/up"; done
for seed in 4 5 6 7; do cp "$work/$seed.png" "$work/down"; done

# Boundaries.
boundary=$work/boundary.hsm
check 'fit a boundary' run boundary.hsm directions boundary --positive "$work/up" --negative "$work/down" \
  --steps 6 --held-out 0.3
at() { run "$1" edit "$faces/1.png" --boundary "$boundary" "${@:2}"; }
check 'an edit at a boundary' at near.png --distance 5
check 'its distances are told' grep -q 'distance .* in h, .* in x' "$work/error"
check 'the same again' at again.png --distance 5
check 'the same bits' cmp "$work/near.png" "$work/again.png"
check 'another distance' at far.png --distance=-5
check 'another picture' differ near.png far.png
check 'with the intercept' at intercept.png --distance 5 --with-intercept
check 'another one' differ near.png intercept.png
check 'as published' at published.png --distance 5 --as-published
check 'another one' differ near.png published.png
check 'a sheet of distances' at sheet.png --sweep -4:4:3
check 'of a seed' run seed.png edit --seed 3 --boundary "$boundary" --distance 5 --seed-steps 20 --steps 8
check 'the normal of a direction' run global.hsm directions means --positive "$work/up" --negative "$work/down" --steps 6
check 'a boundary in h alone' run alone.png edit "$faces/1.png" --boundary "$work/global.hsm" --distance 3
check 'a boundary and a direction' misused 'Give --direction or --boundary' edit "$faces/1.png" \
  --boundary "$boundary" --distance 1 -d "$work/global.hsm" -s 1
check 'a boundary and --t-edit' misused 'Give --t-edit or --boundary' edit "$faces/1.png" \
  --boundary "$boundary" --distance 1 --t-edit 3
check 'no distance' misused 'Give --boundary a --distance' edit "$faces/1.png" --boundary "$boundary"
check 'a distance alone' misused 'needs a --boundary' edit "$faces/1.png" --distance 1
for distance in nan inf 1e50 x; do
  check "a distance of $distance" misused distance edit "$faces/1.png" --boundary "$boundary" --distance=$distance
done
check 'two normals of h' misused 'a normal for the same space' edit "$faces/1.png" --boundary "$boundary" \
  --boundary "$work/global.hsm" --distance 1
check 'a model as boundary' refused 'no directions' edit "$faces/1.png" --boundary "$model" --distance 1
check 'a boundary of toon64' refused 'another model' edit "$faces/1.png" --boundary Models/toon64/beard.hsm --distance 1
check 'another size' refused 'the normal is of' edit "$faces/1.png" --boundary "$boundary" --distance 1 --size 32
check 'as published, resumed' misused 'cannot be resumed' edit --resume "$boundary" --boundary "$boundary" \
  --distance 1 --as-published
check 'a latent code' misused 'has no h' edit --latent "$boundary" --boundary "$boundary" --distance 1
check 't0 at the top' misused 'with --seed' edit --seed 1 --boundary "$boundary" --distance 1 --t0 999
check 'other steps than it was found with' misused 'was found at t = 500, in 6 steps' edit "$faces/1.png" \
  --boundary "$boundary" --distance 1 --steps 7
check 'another t0' misused 'was found at t = 500' edit "$faces/1.png" --boundary "$boundary" --distance 1 --t0 300
check 'too many steps' misused 'steps' edit "$faces/1.png" --boundary "$boundary" --distance 1 --t0 5 --steps 20

# Timesteps that are found.
curves() { run "$1" directions curves "$faces/1.png" "$faces/2.png" --steps 12 "${@:2}"; }
curves_of_folder() {
  run folder.csv directions curves "$work/up" --steps 12 &&
    run listed.csv directions curves "$work/up"/[123].png --steps 12 && cmp "$work/folder.csv" "$work/listed.csv"
}
check 'curves' curves curves.csv --plot "$work/plot.png"
check 'curves: folders' curves_of_folder
check 'a row for each step' [ "$(wc -l <"$work/curves.csv")" = 12 ]
# Interrupted and resumed: the same table; a damaged file is refused.
long=(directions curves "$faces"/[1-6].png --steps 400)
resumed_curves() {
  interrupted "$work/part.csv" "${long[@]}" --model "$model" && run whole.csv "${long[@]}" &&
    run part.csv "${long[@]}" --resume "$work/part.csv.part.json" && cmp "$work/whole.csv" "$work/part.csv"
}
check 'curves: resumed' resumed_curves
for done in 99 -1; do
  sed "s/\"done\":[0-9]*/\"done\":$done/" "$work/part.csv.part.json" >"$work/damaged.json"
  check "curves: $done pictures done" refused 'begin again' "${long[@]}" --resume "$work/damaged.json"
done
check 'a plot' [ "$(head -c 4 "$work/plot.png" | tail -c 3)" = PNG ]
edit() { run "$1" edit "$faces/1.png" -d "$work/global.hsm" -s 2 --steps 12 "${@:2}"; }
table=$work/table.csv
printf 't,a_lpips,b_lpips\n100,0.1,0.5\n400,0.2,1.3\n700,0.5,1.5\n' >"$table"
printf 't,a,b\n' >"$work/mixing.txt"
check 'auto with a table' edit auto.png --t-edit auto --t-boost auto --curves "$table"
check 'the thresholds of LPIPS' grep -q 't_edit 700, t_boost 400' "$work/error"
check 'the same by hand' edit hand.png --t-edit 700 --t-boost 400
check 'the same bits' cmp "$work/auto.png" "$work/hand.png"
check 'a cosine' edit auto.png --t-edit auto --curves "$table" --text-cosine 0.5
check 'which lowers t_edit' grep -q 't_edit 400' "$work/error"
other() { fails "$1" "$2" run other.png edit "$faces/1.png" -d "$work/global.hsm" -s 2 "${@:3}"; }
printf 't,a_lpips,b_lpips\n100,0.1,0.5\n' >"$work/low.csv"
check 'A(t) stays below' other 1 'A(t) stays below' --t-edit auto --curves "$work/low.csv"
check 'B(t) stays below' other 1 'B(t) stays below' --t-boost auto --curves "$work/low.csv"
check 'another table' other 1 'line 1' --t-edit auto --curves "$work/mixing.txt"
check 'a table that is none' other 1 'cannot read' --t-edit auto --curves "$faces/1.png"
check 'no table' other 1 'cannot read' --t-edit auto --curves "$work/none.csv"
printf 't,a_multiscale,b_multiscale\n100,0.1,nan\n' >"$work/bad.csv"
check 'a number that is none' other 1 'line 2' --t-edit auto --curves "$work/bad.csv"
check 'a table without auto' other 2 'needs --t-edit auto' --curves "$table"
check 'a cosine without auto' other 2 'needs --t-edit auto' --text-cosine 0.5
check 'a cosine of 2' other 2 'at most 1' --t-edit auto --text-cosine 2
check 'auto of a seed' misused 'found on a PICTURE' edit --seed 1 -d "$work/global.hsm" -s 2 --t-edit auto

# Where to place a boundary.
mixing() { run "$1" directions mixing --steps 5 "${@:2}"; }
check 'mixing of sets' mixing mixing.csv --positive "$work/up" --negative "$work/down" --plot "$work/plot.png"
check 'accuracies of all evaluations' [ "$(awk -F, 'NR > 1 && $4 != "" { n++ } END { print n }' "$work/mixing.csv")" = 4 ]
check 'mixing of samples' mixing mixing.csv --samples 2
noise() { tail -n 1 "$work/mixing.csv" | awk -F, '{ exit !($3 > 0.9 && $3 < 1.1) }'; }
check 'noise has the radius of noise' noise
check 'one set' misused 'both --positive' directions mixing --positive "$work/up"
check 'sets of one' misused 'each set needs two' directions mixing --positive "$faces/1.png" --negative "$work/down"
check 'nothing to measure' misused 'Give one of' directions mixing
check 'a picture in both sets' refused 'other set' directions mixing --positive "$work/up" --negative "$work/up"

# A network's mean direction: of one picture it does what the network does.
network=$work/network.hsm
{
  "$bin/hspace-convert" Tests/Fixtures/asyrp_edit_deltablock_ddpm/f_0.pth -o "$network"
  "$bin/hspace-convert" Tests/Fixtures/unet_pesser_main/model.ckpt -o "$model"
} >/dev/null 2>&1
average() { run "$1" directions average "$network" --pictures "$faces/1.png" --steps 6 --t-edit 300 "${@:2}"; }
edited() { run "$1" edit "$faces/1.png" -d "$2" -s 1 --steps 6 --t-edit 300; }
check 'average a network' average mean.hsm
check 'an edit with the network' edited network.png "$network"
check 'with its mean' edited mean.png "$work/mean.hsm"
check 'the same picture' cmp "$work/network.png" "$work/mean.png"
check 'one dh for all steps' average global-mean.hsm --global
check 'an edit with that' edited global-mean.png "$work/global-mean.hsm"
check 'another picture' differ network.png global-mean.png
check 'a direction in place of a network' misused 'is a direction already' directions average "$work/mean.hsm" \
  --pictures "$faces/1.png"
check 'no step to edit' misused 'no step is edited' directions average "$network" --pictures "$faces/1.png" --steps 3 \
  --t-edit 1000
"$bin/hspace-convert" Tests/Fixtures/unet_diffusers_main -o "$model" >/dev/null 2>&1

# Interpolation, variations, previews.
between() { run "$1" interpolate "$faces/1.png" "$faces/2.png" --steps 4 --count 3 "${@:2}"; }
for mode in lerp slerp sqrt; do check "interpolate: $mode" between $mode.png --mode $mode; done
check 'interpolate in h' between h.png --space h
check 'slerp in h' misused 'only --mode lerp' interpolate "$faces/1.png" "$faces/2.png" --space h --mode slerp
check 'one picture' misused 'count must be' interpolate "$faces/1.png" "$faces/2.png" --count 1
check 'variations' run vary.png vary "$faces/1.png" --steps 4 --count 2
check 'variations of a seed' run vary.png vary --seed 4 --steps 4 --count 2
check 'a spread of 2' misused 'spread must be' vary --seed 4 --spread 2
check 'preview' run preview.png directions preview "$work/global.hsm" --pictures "$faces/1.png" --seeds 2 3 --steps 4 \
  --sweep -1:1:3
check 'preview of nothing' misused 'Give --pictures' directions preview "$work/global.hsm"
finish
