#!/bin/bash
# Tests codes and translations on the command line: exact, mixed, interrupted, and refused before any work.
set -u
cd "$(dirname "$0")/../.."
. Tools/build/programs-under-test.sh

model=$work/model.hsm
other=$work/other.hsm
"$bin/hspace-convert" Tests/Fixtures/unet_diffusers_main -o "$model" >/dev/null 2>&1
"$bin/hspace-convert" Tests/Fixtures/unet_diffusers_bin_old_names -o "$other" >/dev/null 2>&1
"$bin/hspace-convert" Tests/Fixtures/unet_diffusers_bin_old_names -o "$work/warm.hsm" --beta-end 0.03 >/dev/null 2>&1
face=$work/face.png
two=$work/two.png
"$hspace" sample -m "$model" --seed 4 --steps 3 -o "$face"
"$hspace" sample -m "$model" --seed 9 --steps 3 -o "$two"

# An option in quotes is one; the output comes first: run OUTPUT COMMAND OPTION...
run() {
  local out=$1
  shift
  "$hspace" "$@" -o "$work/$out" 2>"$work/error"
}
refused() { fails 1 "$1" "$hspace" "${@:2}" -o "$work/none.png"; }
misused() { fails 2 "$1" "$hspace" "${@:2}" -o "$work/none.png"; }

for options in '' '--eta 0.5,1,0,0.25' '--eta 1:0' '--variance small' '--variance large' '--chain independent --eta 1' \
  '--chain x_prev --eta 1' '--t-es 600' '--convention compvis'; do
  # The options are several words.
  # shellcheck disable=SC2086
  exact() {
    run code.hsm encode "$face" -m "$model" --steps 4 $options --reconstruct "$work/back.png" >"$work/psnr" &&
      grep -q 'PSNR inf dB' "$work/psnr" && run again.png decode "$work/code.hsm" -m "$model" &&
      cmp "$work/back.png" "$work/again.png" && [ ! -e "$work/code.hsm.part.code" ]
  }
  check "exact: ${options:-as it goes without saying}" exact
done

# What encode shows is what decode gives, also where that is not the picture.
published() {
  run p.hsm encode "$face" -m "$model" --steps 4 --eta 1 --as-published --reconstruct "$work/back.png" >"$work/psnr" &&
    ! grep -q inf "$work/psnr" && run again.png decode "$work/p.hsm" -m "$model" && cmp "$work/back.png" "$work/again.png"
}
check 'as published: only nearly' published
check 'two outputs of one name' misused 'two outputs have this name' encode "$face" -m "$model" --reconstruct "$work/none.png"
check 'very many steps' misused '--steps must be' encode "$face" -m "$model" --steps 99999999999 --eta 0:1
check 'T_es out of range' misused 'lie in 0' translate "$face" --from "$model" --to "$other" --sweep 0:1e30:2
kept() {
  : >"$work/none.png.part.code"
  misused 'belongs to an interrupted run' encode "$face" -m "$model" && rm "$work/none.png.part.code"
}
check 'the entries of an interrupted run are kept' kept

run code.hsm encode "$face" -m "$model" --steps 4 >/dev/null
run second.hsm encode "$two" -m "$model" --steps 4 --seed 3 >/dev/null
ends() {
  run mixed.png decode "$work/code.hsm" -m "$model" --mix "$work/second.hsm" --amount $1 &&
    run whole.png decode "$work/$2" -m "$model" && cmp "$work/mixed.png" "$work/whole.png"
}
check 'mixed: nothing of the second' ends 0 code.hsm
check 'mixed: all of the second' ends 1 second.hsm
check 'mixed: half' run half.png decode "$work/code.hsm" -m "$model" --mix "$work/second.hsm" --amount 0.5
check 'mixed: some entries' run half.png decode "$work/code.hsm" -m "$model" --mix "$work/second.hsm" --entries 1:3
run other-steps.hsm encode "$two" -m "$model" --steps 5 >/dev/null
check 'mixed: other steps' refused 'different options' decode "$work/code.hsm" -m "$model" --mix "$work/other-steps.hsm"
check 'mixed: no code' refused 'another kind' decode "$work/code.hsm" -m "$model" --mix "$model"
check 'mixed: no second code' misused 'mix' decode "$work/code.hsm" -m "$model" --amount 0.5
check 'another model' refused 'another model' decode "$work/code.hsm" -m "$other"
check 'no model found' refused 'give it with --model' decode "$work/code.hsm"

stored() {
  run stored.png decode "$work/code.hsm" -m "$other" --translate &&
    run lockstep.png translate "$face" --from "$model" --to "$other" --steps 4 >/dev/null &&
    cmp "$work/stored.png" "$work/lockstep.png" && ! cmp -s "$work/stored.png" "$face"
}
check 'translate: stored and in lock-step' stored
check 'translate: refined' run refined.png translate "$face" --from "$model" --to "$other" --steps 4 --refine 2
refined() {
  run refined1.png translate "$face" --from "$model" --to "$other" --steps 4 --refine 2 --refine-eta 1 &&
    run refined0.png translate "$face" --from "$model" --to "$other" --steps 4 --refine 2 --refine-eta 0 &&
    cmp "$work/refined.png" "$work/refined1.png" && ! cmp -s "$work/refined.png" "$work/refined0.png"
}
check 'translate: refined, without noise' refined
check 'translate: a sheet of levels' run sheet.png translate "$face" "$two" --from "$model" --to "$other" --steps 4 \
  --sweep 300:900:3
trials() {
  run sheet.png translate "$face" --from "$model" --to "$other" --steps 4 --seed 1 --trials 3 --best "$work/best.png" \
    >"$work/ranks" && [ "$(wc -l <"$work/ranks")" = 3 ] &&
    sed 's/.*SSIM //' "$work/ranks" | sort -rnc
}
check 'translate: trials, best first' trials
by_features() {
  run sheet.png translate "$face" --from "$model" --to "$other" --steps 4 --trials 3 --features "$model" \
    >"$work/ranks" && [ "$(wc -l <"$work/ranks")" = 3 ] &&
    sed 's/.*features //' "$work/ranks" | sort -rgc
}
check 'translate: trials ranked by features' by_features
# By SSIM the seeds are in another order: 3, 1, 2, 4.
by_colors() {
  run sheet.png translate "$face" --from "$model" --to "$other" --steps 4 --seed 1 --trials 4 --rank colors \
    --best "$work/best.png" >"$work/ranks" && [ "$(grep -c 'colors [0-9]' "$work/ranks")" = 4 ] &&
    sed 's/.*colors //' "$work/ranks" | sort -gc && [ "$(sed 's/.*seed //; s/:.*//' "$work/ranks" | xargs)" = '1 3 2 4' ] &&
    run one.png translate "$face" --from "$model" --to "$other" --steps 4 --seed 1 && cmp "$work/one.png" "$work/best.png"
}
check 'translate: trials ranked by colors' by_colors
by_denoising() {
  run sheet.png translate "$face" --from "$model" --to "$other" --steps 4 --trials 4 --rank denoising >"$work/ranks" &&
    [ "$(grep -c 'denoising ' "$work/ranks")" = 4 ] && sed 's/.*denoising //' "$work/ranks" | sort -gc &&
    [ "$(sed 's/.*seed //; s/:.*//' "$work/ranks" | xargs)" = '0 2 1 3' ]
}
check 'translate: trials ranked by denoising' by_denoising
# Places by each are added; the first breaks ties.
by_both() {
  run sheet.png translate "$face" --from "$model" --to "$other" --steps 4 --trials 6 --rank colors --rank denoising >"$work/ranks" &&
    python3 - "$work/ranks" <<'END'
import re, sys
rows = [(int(seed), float(colors), float(denoising)) for seed, colors, denoising in
        re.findall(r"seed (\d+): .*colors (\S+), denoising (\S+)", open(sys.argv[1]).read())]
def place(row, column): return sum(other[column] < row[column] for other in rows)
assert len(rows) == 6 and all(rows != sorted(rows, key=lambda row: row[column]) for column in (1, 2))
assert rows == sorted(rows, key=lambda row: (place(row, 1) + place(row, 2), place(row, 1), row[0]))
END
}
check 'translate: trials ranked by both' by_both
# A latent model with as large an x, and pictures twice as large.
echo '{"num_head_channels": 16, "image_size": 16}' >"$work/ldm.json"
"$bin/hspace-convert" Tests/Fixtures/ldm_unconditional_vq/model.ckpt --config "$work/ldm.json" -o "$work/ldm.hsm" >/dev/null 2>&1
"$bin/hspace-convert" Tests/Fixtures/unet_diffusers_main -o "$work/pixels.hsm" --schedule scaled_linear --beta-start 0.0015 \
  --beta-end 0.0195 >/dev/null 2>&1
of_other_size() {
  run sheet.png translate "$face" --from "$work/pixels.hsm" --to "$work/ldm.hsm" --steps 4 --trials 3 "${@:2}" >"$work/ranks" &&
    [ "$(grep -c 'other size' "$work/ranks")" = 3 ] && [ "$(sed 's/.*seed //; s/:.*//' "$work/ranks" | xargs)" != "$1" ]
}
# By nothing, they would be in the order of their seeds.
for rank in ssim colors denoising; do
  check "translate: pictures of another size, by $rank" of_other_size '0 1 2' --rank $rank
done
check 'translate: pictures of another size, by features' of_other_size '0 1 2' --features "$work/ldm.hsm"
"$bin/hspace-convert" Tests/Fixtures/lpips/vgg.safetensors -o "$work/vgg.hsm" >/dev/null 2>&1
check 'translate: pictures of another size, by LPIPS' of_other_size '0 1 2' --features "$work/vgg.hsm"
pair=(translate "$face" --from "$model" --to "$other" --steps 4)
within() { run within.png "${pair[@]}" --memory-budget "$1" >/dev/null; }
check 'translate: a budget for both' within 1M
check 'the same bits' cmp "$work/lockstep.png" "$work/within.png"
check 'translate: too small a budget for both' refused 'too small for both models' "${pair[@]}" --memory-budget 8K
check 'translate: another schedule' refused 'noise schedules differ' translate "$face" --from "$model" --to "$work/warm.hsm" --steps 4
check 'translate: another size' refused 'heights (16 and 64)' translate "$face" --from "$model" --to Models/toon64.hsm --steps 4
check 'translate: no learned variance' refused 'no learned variance' "${pair[@]}" --variance learned
check 'translate: no such model' refused 'no model of this name' translate "$face" --from "$model" --to nowhere
check 'translate: T_es' misused 'timesteps are 0 to 999' "${pair[@]}" --t-es 1000
check 'translate: T_es below all steps' misused 'no step is left' "${pair[@]}" --convention compvis --t-es 0
check 'translate: etas' misused '2 numbers for 4 steps' "${pair[@]}" --eta 0,1
check 'translate: eta' misused 'eta' "${pair[@]}" --eta 1.5
check 'translate: refine-eta' misused 'needs --refine' "${pair[@]}" --refine-eta 0
check 'translate: large refine-eta' misused '0 to 1' "${pair[@]}" --refine 2 --refine-eta 1.5
check 'translate: refine' misused 'refine' "${pair[@]}" --refine 5
check 'translate: trials' misused 'trials' "${pair[@]}" --trials 0
check 'translate: rank without trials' misused '--rank needs --trials' "${pair[@]}" --rank colors
check 'translate: rank and features' eval 'run both.png "${pair[@]}" --trials 2 --rank colors --features "$model" >"$work/ranks" &&
  [ "$(grep -c "features .*, colors " "$work/ranks")" = 2 ]'
check 'translate: rank' misused 'ssim' "${pair[@]}" --trials 2 --rank hue
check 'translate: one or the other' misused 'sweep' "${pair[@]}" --trials 2 --sweep 1:2:2
check 'translate: no picture' misused 'PICTURE' translate --from "$model" --to "$other"
check 'translate: output is an input' fails 2 'replace an input' "$hspace" "${pair[@]}" -o "$face"

check 'edit: noise maps' run edited.png edit "$face" -m "$model" --chain independent --eta 1 --steps 4
check 'edit: noise maps need eta' misused 'eta above 0' edit "$face" -m "$model" --chain independent --steps 4
check 'edit: of a code' run edited.png edit --latent "$work/code.hsm" -m "$model"
check 'sample: from a picture' run varied.png sample -m "$model" --from "$face" --strength 0.5 --steps 4
check 'sample: with DDPM steps' run ddpm.png sample -m "$model" --seed 1 --variance model --steps 4
for strength in 0 1.1 nan; do
  check "sample: strength $strength" misused 'trength' sample -m "$model" --from "$face" --strength $strength
done
# Step noise is each picture's own.
check 'sample: step noise' run own.png sample -m "$model" --seed 1 --eta 1 --steps 4
check 'sample: step noise of its seed' run seeded.png sample -m "$model" --seed 1 --eta 1 --noise-seed 1 --steps 4
check 'sample: step noise, the same picture' cmp "$work/own.png" "$work/seeded.png"
check 'sample: neither seed nor picture' misused 'seed' sample -m "$model"
check 'sample: strength of nothing' misused 'from' sample -m "$model" --seed 1 --strength 0.5

# Interrupted behind some steps and resumed: the same file.
resumed() {
  interrupted "$work/part-code.hsm" encode "$face" -m "$model" --steps 600 &&
    run part-code.hsm encode -m "$model" --resume "$work/part-code.hsm.part.hsm" --steps 600 &&
    run whole.hsm encode "$face" -m "$model" --steps 600 >/dev/null && cmp "$work/whole.hsm" "$work/part-code.hsm"
}
check 'encode: resumed' resumed
resumed_decoding() {
  interrupted "$work/part-back.png" decode "$work/whole.hsm" -m "$model" &&
    run part-back.png decode "$work/whole.hsm" -m "$model" --resume "$work/part-back.png.part.hsm" &&
    run back.png decode "$work/whole.hsm" -m "$model" && cmp "$work/back.png" "$work/part-back.png"
}
check 'decode: resumed' resumed_decoding
check 'decode: resumed with another code' misused 'no interrupted decoding' decode "$work/code.hsm" -m "$model" \
  --resume "$work/part-back.png.part.hsm"
resumed_translation() {
  local long=(--from "$model" --to "$other" --steps 600)
  interrupted "$work/part-lock.png" translate "$face" "${long[@]}" &&
    run part-lock.png translate "${long[@]}" --resume "$work/part-lock.png.part.hsm" &&
    run whole.png translate "$face" "${long[@]}" >/dev/null && cmp "$work/whole.png" "$work/part-lock.png"
}
check 'translate: resumed' resumed_translation
resumed_refinement() {
  local long=(--from "$model" --to "$other" --steps 600 --refine 300 --refine-eta 0)
  interrupted "$work/part-fine.png" translate "$face" "${long[@]}" &&
    run part-fine.png translate "${long[@]}" --resume "$work/part-fine.png.part.hsm" &&
    run fine.png translate "$face" "${long[@]}" >/dev/null && cmp "$work/fine.png" "$work/part-fine.png" &&
    ! cmp -s "$work/fine.png" "$work/whole.png"
}
check 'translate: resumed, and refined' resumed_refinement
check 'what was refused left no file' test ! -e "$work/none.png"

finish
