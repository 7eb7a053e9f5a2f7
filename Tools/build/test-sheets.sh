#!/bin/bash
# Tests that interrupted sheets, and averages of direction networks, go on with the same bits; and LPIPS, on tiny networks.
set -u
cd "$(dirname "$0")/../.."
. Tools/build/programs-under-test.sh

fixtures=Tests/Fixtures
model=$work/model.hsm
other=$work/other.hsm
"$bin/hspace-convert" $fixtures/unet_diffusers_main -o "$model" >/dev/null 2>&1
"$bin/hspace-convert" $fixtures/unet_diffusers_bin_old_names -o "$other" >/dev/null 2>&1
run() { timeout 120 "$hspace" "$@" >"$work/print" 2>"$work/error"; }
for seed in 1 2 3; do
  check "a face of seed $seed" run sample -m "$model" --seed $seed --steps 5 --eta 1 -o "$work/$seed.png"
  mkdir -p "$work/faces" && cp "$work/$seed.png" "$work/faces"
done
face=$work/1.png
check 'a direction' run directions means --positive "$work/2.png" --negative "$work/3.png" --steps 6 -m "$model" -o "$work/way.hsm"
check 'the way back' run directions means --positive "$work/3.png" --negative "$work/2.png" --steps 6 -m "$model" -o "$work/back.hsm"
check 'a boundary' run directions boundary --positive "$work/1.png" "$work/2.png" --negative "$work/3.png" --steps 6 --held-out 0 \
  -m "$model" -o "$work/boundary.hsm"

# Interrupted and resumed, a command writes what it writes in one go.
resumed() {
  local out=$work/out.$1
  shift
  rm -f "$out"
  run "$@" -o "$out" || return 1
  mv "$out" "$work/whole"
  mv "$work/print" "$work/whole-print"
  interrupted "$out" "$@" && run "$@" -o "$out" --resume "$out.part.json" && cmp "$out" "$work/whole" &&
    cmp "$work/print" "$work/whole-print"
}
# Changes the interrupted work: change PYTHON, of the JSON value `part`.
change() {
  python3 - "$work/out.png.part.json" "$1" <<'END'
import base64, json, sys
part = json.load(open(sys.argv[1]))
exec(sys.argv[2])
json.dump(part, open(sys.argv[1], "w"))
END
}
refused() {
  local words=$1
  shift
  fails 1 "$words" "$hspace" "$@" --resume "$work/out.png.part.json" -o "$work/out.png"
}
faces=("$work"/[123].png)
way=(-m "$model" -d "$work/way.hsm" --sweep=-1:1:9 --steps 40)
check 'strengths, of a seed' resumed png edit --seed 3 "${way[@]}" --steps 120
check 'strengths, with auto' resumed png edit "${faces[@]}" "${way[@]}" --t-edit auto
check 'strengths, with the noise of every step' resumed png edit "${faces[@]}" "${way[@]}" --chain independent --eta 1
check 'distances' resumed png edit "${faces[@]}" -m "$model" --boundary "$work/boundary.hsm" --sweep=-4:4:64 --steps 6
check 'a preview' resumed png directions preview "$work/way.hsm" -m "$model" --pictures "$work/faces" --seeds 1 --sweep=-2:2:9 --steps 40
check 'variations' resumed png vary "$face" -m "$model" --count 20 --steps 60
check 'the way between two' resumed png interpolate "$face" "$work/2.png" -m "$model" --count 20 --steps 60
check 'the way between two in h' resumed png interpolate "$face" "$work/2.png" -m "$model" --count 20 --steps 60 --space h
check 'samples' resumed png sample -m "$model" --seed 1 --count 16 --steps 80
between=(--from "$model" --to "$other")
check 'translations' resumed png translate "${faces[@]}" "${between[@]}" --sweep 300:900:6 --steps 60
trials=(translate "${faces[@]}" "${between[@]}" --trials 6 --rank colors --rank denoising --steps 60 --eta 0.5 --best "$work/best.png")
check 'trials' resumed png "${trials[@]}"
check 'other arguments' fails 2 'repeat the command as it was' "$hspace" "${trials[@]}" --eta 0.6 -o "$work/out.png" \
  --resume "$work/out.png.part.json"
# --rank ssim adds a measure.
check 'ranked otherwise' eval 'run "${trials[@]}" --rank ssim -o "$work/out.png" --resume "$work/out.png.part.json" &&
  run "${trials[@]}" --rank ssim -o "$work/ssim.png" && cmp "$work/out.png" "$work/ssim.png" && ! cmp -s "$work/out.png" "$work/whole"'

# What is there is used, and only what fits.
strengths=(edit "${faces[@]}" "${way[@]}")
check 'strengths' resumed png "${strengths[@]}"
check 'another pixel' change 'one = part["pictures"][0]; old = base64.b64decode(one["pixels"])
one["pixels"] = base64.b64encode(bytes([old[0] ^ 255]) + old[1:]).decode()'
check 'it is used' run "${strengths[@]}" -o "$work/out.png" --resume "$work/out.png.part.json" --threads 1
check 'and seen' eval '! cmp -s "$work/out.png" "$work/whole"'
check 'too many pictures' eval "change 'part[\"pictures\"] *= 99' && refused 'is damaged' \"\${strengths[@]}\""
check 'of another size' eval "change 'part[\"pictures\"][0] = {\"width\": 1, \"height\": 1, \"pixels\": \"AAAA\"}' &&
  refused 'is damaged' \"\${strengths[@]}\""
check 'of no size' eval "change 'part[\"pictures\"][0][\"width\"] = 0' && refused 'is damaged' \"\${strengths[@]}\""
check 'another file' eval "echo '{}' >\"$work/out.png.part.json\" && refused 'no interrupted sheet' \"\${strengths[@]}\""
check 'no file' eval "rm \"$work/out.png.part.json\" && refused 'cannot be read' \"\${strengths[@]}\""
check 'interrupted again' interrupted "$work/out.png" "${strengths[@]}"
check 'a changed direction' eval 'cp "$work/way.hsm" "$work/kept" && cp "$work/back.hsm" "$work/way.hsm" &&
  fails 2 "other files" "$hspace" "${strengths[@]}" --resume "$work/out.png.part.json" -o "$work/out.png" && mv "$work/kept" "$work/way.hsm"'
preview=(directions preview "$work/way.hsm" -m "$model" --pictures "$work/faces" --sweep=-2:2:9 --steps 200)
check 'a preview of a folder' interrupted "$work/out.png" "${preview[@]}"
check 'with another picture' eval 'cp "$face" "$work/faces/0.png" &&
  fails 2 "other files" "$hspace" "${preview[@]}" --resume "$work/out.png.part.json" -o "$work/out.png" && rm "$work/faces/0.png"'
check 'a sheet that is too large' fails 1 'to go on' "$hspace" interpolate "$face" "$work/2.png" -m "$model" --count 64 --steps 2 --enlarge 16 \
  -o "$work/out.png"
check 'smaller' run interpolate "$face" "$work/2.png" -m "$model" --count 64 --steps 2 -o "$work/out.png" --resume "$work/out.png.part.json"
check 'one sample' fails 2 'goes on with sheets' "$hspace" sample -m "$model" --seed 1 --resume "$face" -o "$work/x.png"
check 'a sheet without a picture' fails 2 'goes on with the same ones' "$hspace" edit "${way[@]}" --resume "$work/x.part.json" -o "$work/x.png"
check 'a sheet of a run' fails 2 'its own .part.json' "$hspace" edit "$face" "${way[@]}" --resume "$work/x.part.hsm" -o "$work/x.png"
check 'a run of a sheet' fails 2 'is of a sheet' "$hspace" edit -m "$model" -d "$work/way.hsm" -s 1 --resume "$work/x.part.json" -o "$work/x.png"
check 'a translation of a sheet' fails 2 'is of a sheet' "$hspace" translate "${between[@]}" --resume "$work/x.part.json" -o "$work/x.png"
for kept in "edit $face -m $model -d $work/way.hsm -s 1 -o $work/way.hsm" "directions preview $work/way.hsm -m $model --seeds 1 -o $work/way.hsm" \
  "translate $face --from $model --to $other --trials 2 --features $model -o $model"; do
  check "${kept%% -*}: no input is replaced" fails 2 'would replace an input' "$hspace" $kept
done

# The mean of a direction network.
echo '{"resolution": 16}' >"$work/c.json"
check 'a model for it' "$bin/hspace-convert" $fixtures/unet_pesser_main/model.ckpt --config "$work/c.json" -o "$work/ddpm.hsm"
check 'a direction network' "$bin/hspace-convert" $fixtures/asyrp_edit_deltablock_ddpm/f_0.pth -o "$work/f.hsm"
check 'an average' resumed hsm directions average "$work/f.hsm" -m "$work/ddpm.hsm" --pictures "$work/faces" --steps 40 --t-edit 100

# LPIPS.
for kind in alex.pth vgg.safetensors; do
  name=${kind%.*}
  check "$name" "$bin/hspace-convert" $fixtures/lpips/$kind -o "$work/$name.hsm"
done
check 'what it is' eval 'run info "$work/alex.hsm" && grep -q "lpips  *alex" "$work/print"'
curves=(directions curves "$work/faces" -m "$model" --steps 20)
check 'curves' run "${curves[@]}" --lpips "$work/vgg.hsm" -o "$work/vgg.csv" --plot "$work/plot.png"
check 'their columns' grep -q '^t,a_lpips_vgg,b_lpips_vgg$' "$work/vgg.csv"
check 'no thresholds for VGG' grep -q "t_edit not known" "$work/print"
auto=(edit "$face" -m "$model" -d "$work/way.hsm" -s 1 --steps 12 -o "$work/x.png" --t-boost auto)
check 'nor for auto' fails 2 "AlexNet's" "$hspace" "${auto[@]}" --lpips "$work/vgg.hsm"
check 'nor in a table' fails 2 "AlexNet's" "$hspace" "${auto[@]}" --curves "$work/vgg.csv"
check 'small pictures' fails 2 'too small' "$hspace" "${curves[@]}" --lpips "$work/alex.hsm" -o "$work/alex.csv"
check 'larger ones' run "${curves[@]}" --lpips "$work/alex.hsm" -o "$work/alex.csv" --size 32
check 'the columns of the paper' grep -q '^t,a_lpips,b_lpips$' "$work/alex.csv"
check 'auto with AlexNet' fails 1 'B(t) stays below' "$hspace" edit "$face" -m "$model" --steps 12 --size 32 --t-boost auto \
  --lpips "$work/alex.hsm" -o "$work/x.png"
check 'a damaged network' eval 'head -c -9 "$work/alex.hsm" >"$work/cut.hsm"; fails 1 cut.hsm "$hspace" "${curves[@]}" --size 32 --lpips "$work/cut.hsm" \
  -o "$work/x.csv"'
check 'interrupted' resumed csv "${curves[@]}" --lpips "$work/vgg.hsm" --steps 120
check 'a model that is none' fails 2 'measures no LPIPS' "$hspace" "${curves[@]}" --lpips "$model" -o "$work/x.csv"
check 'without auto' fails 2 'needs --t-edit auto' "$hspace" edit "$face" -m "$model" -d "$work/way.hsm" -s 1 --lpips "$work/vgg.hsm" \
  -o "$work/x.png"
check 'trials ranked by it' run translate "$face" "${between[@]}" --trials 3 --steps 6 --eta 1 --features "$work/vgg.hsm" -o "$work/x.png"
grep -o 'LPIPS [0-9.]*' "$work/print" >"$work/distances"
check 'the nearest first' eval 'sort -c "$work/distances" && [ "$(sort -u "$work/distances" | wc -l)" = 3 ]'
check 'it is not replaced' fails 2 'would replace an input' "$hspace" translate "$face" "${between[@]}" --trials 3 --steps 6 \
  --features "$work/vgg.hsm" -o "$work/vgg.hsm"
check 'it makes no pictures' fails 2 'holds no U-Net' "$hspace" edit "$face" -m "$work/alex.hsm" -o "$work/x.png"
check 'it is not timed' fails 2 'holds no U-Net' "$hspace" bench -m "$work/alex.hsm" --count 1
check 'nor verified' fails 1 'only U-Nets are inverted' "$bin/hspace-convert" $fixtures/lpips/vgg.safetensors --dtype f16 --verify "$face" \
  -o "$work/half.hsm"

finish
