#!/bin/bash
# Tests that interrupted sheets, and averages of direction networks, go on with the same bits; and LPIPS, on tiny networks.
set -u
cd "$(dirname "$0")/../.."
. Tools/build/programs-under-test.sh

fixtures=Tests/Fixtures
model=$work/model.hsm
"$bin/hspace-convert" $fixtures/unet_diffusers_main -o "$model" >/dev/null 2>&1
run() { timeout 120 "$hspace" "$@" >"$work/print" 2>"$work/error"; }
for seed in 1 2 3; do
  check "a face of seed $seed" run sample -m "$model" --seed $seed --steps 5 --eta 1 -o "$work/$seed.png"
  mkdir -p "$work/faces" && cp "$work/$seed.png" "$work/faces"
done
face=$work/1.png
check 'a direction' run directions means --positive "$work/2.png" --negative "$work/3.png" --steps 6 -m "$model" -o "$work/way.hsm"
check 'a boundary' run directions boundary --positive "$work/1.png" "$work/2.png" --negative "$work/3.png" --steps 6 --held-out 0 \
  -m "$model" -o "$work/boundary.hsm"

# Interrupted once half the work or so is done and resumed, a command writes what it writes in one go.
resumed() {
  local out=$work/out.$1 status
  shift
  rm -f "$out" "$out.part.json"
  run "$@" -o "$out" || return 1
  mv "$out" "$work/whole"
  mv "$work/print" "$work/whole-print"
  "$hspace" "$@" -o "$out" >/dev/null 2>"$work/error" &
  local job=$!
  sleep 0.3
  kill -INT $job 2>/dev/null
  wait $job
  status=$?
  [ $status = 1 ] && grep -q 'repeat the command with --resume' "$work/error" && [ ! -e "$out" ] &&
    run "$@" -o "$out" --resume "$out.part.json" && cmp "$out" "$work/whole" && cmp "$work/print" "$work/whole-print"
}
refused() {
  local words=$1
  shift
  fails 1 "$words" "$hspace" "$@" --resume "$work/out.png.part.json" -o "$work/out.png"
}
faces=("$work"/[123].png)
way=(-m "$model" -d "$work/way.hsm" --sweep=-1:1:9 --steps 40)
check 'strengths' resumed png edit "${faces[@]}" "${way[@]}"
check 'strengths, with auto' resumed png edit "${faces[@]}" "${way[@]}" --t-edit auto
check 'strengths, of a seed' resumed png edit --seed 3 "${way[@]}" --steps 120
check 'strengths, with the noise of every step' resumed png edit "${faces[@]}" "${way[@]}" --chain independent --eta 1
check 'distances' resumed png edit "${faces[@]}" -m "$model" --boundary "$work/boundary.hsm" --sweep=-4:4:64 --steps 6
check 'a preview' resumed png directions preview "$work/way.hsm" -m "$model" --pictures "$work/faces" --seeds 1 --sweep=-2:2:9 --steps 40
check 'variations' resumed png vary "$face" -m "$model" --count 20 --steps 60
check 'the way between two' resumed png interpolate "$face" "$work/2.png" -m "$model" --count 20 --steps 60
check 'the way between two in h' resumed png interpolate "$face" "$work/2.png" -m "$model" --count 20 --steps 60 --space h
check 'samples' resumed png sample -m "$model" --seed 1 --count 16 --steps 80
check 'translations' resumed png translate "${faces[@]}" --from "$model" --to "$model" --sweep 300:900:6 --steps 60
check 'trials' resumed png translate "${faces[@]}" --from "$model" --to "$model" --trials 6 --steps 60 --best "$work/best.png"
check 'other arguments' fails 2 'repeat the command as it was' "$hspace" translate "${faces[@]}" --from "$model" --to "$model" \
  --trials 6 --steps 50 --best "$work/best.png" -o "$work/out.png" --resume "$work/out.png.part.json"
trials=(translate "${faces[@]}" --from "$model" --to "$model" --trials 6 --steps 60 --best "$work/best.png")
sed 's/"width":[0-9]*/"width":0/' "$work/out.png.part.json" >"$work/damaged" && mv "$work/damaged" "$work/out.png.part.json"
check 'a damaged file' refused 'is damaged' "${trials[@]}"
echo '{}' >"$work/out.png.part.json"
check 'another file' refused 'no interrupted sheet' "${trials[@]}"
check 'one sample' fails 2 'goes on with sheets' "$hspace" sample -m "$model" --seed 1 --resume "$face" -o "$work/x.png"
check 'a sheet without a picture' fails 2 'goes on with the same ones' "$hspace" edit "${way[@]}" --resume "$face" -o "$work/x.png"

# The mean of a direction network.
echo '{"resolution": 16}' >"$work/c.json"
check 'a model for it' "$bin/hspace-convert" $fixtures/unet_pesser_main/model.ckpt --config "$work/c.json" -o "$work/ddpm.hsm"
check 'a direction network' "$bin/hspace-convert" $fixtures/asyrp_edit_deltablock_ddpm/f_0.pth -o "$work/f.hsm"
check 'an average' resumed hsm directions average "$work/f.hsm" -m "$work/ddpm.hsm" --pictures "$work/faces" --steps 200 --t-edit 100

# LPIPS.
for kind in alex.pth vgg.safetensors; do
  name=${kind%.*}
  check "$name" "$bin/hspace-convert" $fixtures/lpips/$kind -o "$work/$name.hsm"
done
check 'what it is' eval 'run info "$work/alex.hsm" && grep -q "lpips  *alex" "$work/print"'
curves=(directions curves "$work/faces" -m "$model" --steps 20)
check 'curves' run "${curves[@]}" --lpips "$work/vgg.hsm" -o "$work/vgg.csv" --plot "$work/plot.png"
check 'their columns' grep -q '^t,a_lpips,b_lpips$' "$work/vgg.csv"
check 'small pictures' fails 2 'too small' "$hspace" "${curves[@]}" --lpips "$work/alex.hsm" -o "$work/alex.csv"
check 'larger ones' run "${curves[@]}" --lpips "$work/alex.hsm" -o "$work/alex.csv" --size 32
check 'interrupted' resumed csv "${curves[@]}" --lpips "$work/vgg.hsm" --steps 120
check 'a model that is none' fails 2 'measures no LPIPS' "$hspace" "${curves[@]}" --lpips "$model" -o "$work/x.csv"
check 'without auto' fails 2 'needs --t-edit auto' "$hspace" edit "$face" -m "$model" -d "$work/way.hsm" -s 1 --lpips "$work/vgg.hsm" \
  -o "$work/x.png"
check 'trials ranked by it' run translate "$face" --from "$model" --to "$model" --trials 3 --steps 6 --features "$work/vgg.hsm" -o "$work/x.png"
check 'the nearest first' eval '[ "$(grep -o "LPIPS [0-9.]*" "$work/print")" = "$(grep -o "LPIPS [0-9.]*" "$work/print" | sort)" ]'
check 'it makes no pictures' fails 2 'holds no U-Net' "$hspace" edit "$face" -m "$work/alex.hsm" -o "$work/x.png"

finish
