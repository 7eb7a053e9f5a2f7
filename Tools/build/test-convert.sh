#!/bin/bash
# Tests hspace-convert as people call it: what it prints, what it refuses, and its exit status.
set -u
cd "$(dirname "$0")/../.."
. Tools/build/programs-under-test.sh

fixtures=Tests/Fixtures
adm=$fixtures/unet_adm_legacy_attention
convert() { "$bin/hspace-convert" "$@" >"$work/out" 2>"$work/error"; }
printed() { grep -qE -- "$1" "$work/out"; }
echo '{"num_head_channels": 16, "image_size": 16}' >"$work/c.json"

check 'a DDPM checkpoint' convert $fixtures/unet_pesser_main/model.ckpt -o "$work/ddpm.hsm"
check 'what was recognised' printed '^recognised: DDPM U-Net'
check 'the number of parameters' printed '709059 parameters in 184 tensors'
check 'the peak memory' printed '^peak memory [0-9.]+ MiB$'
check 'a note of what was assumed' grep -q 'assumed' "$work/error"
check 'the model opens' "$hspace" info --verify "$work/ddpm.hsm"
check '--print-config' convert $fixtures/unet_pesser_main/model.ckpt --print-config
check '--print-config: the keys of the code' printed '"ch_mult": \[1, 2, 1\]'
check '--check' convert $adm/model.pt --config "$work/c.json" --check $adm/golden.safetensors
check '--check: the errors' printed '^eps +off by [0-9.]+e-06'
check '--check: another tolerance' fails 1 'eps, h, eps_dh differ by more than 1e-09' \
  "$bin/hspace-convert" $adm/model.pt --config "$work/c.json" --check $adm/golden.safetensors --tolerance 1e-9
check 'int8 errors by layer' eval 'convert $adm/model.pt --config "$work/c.json" --dtype int8 -o "$work/i.hsm" &&
  printed "middle_block.0.in_layers.2.weight +weight error"'

# A latent model: pictures of 32 x 32 around latents of 16 x 16.
echo '{"num_head_channels": 16, "image_size": 16}' >"$work/ldm.json"
check 'a latent model' convert $fixtures/ldm_unconditional_vq/model.ckpt --config "$work/ldm.json" -o "$work/ldm.hsm"
check 'its U-Net' printed '^U-Net: 176195 parameters in 88 tensors'
edit() { "$hspace" edit Models/pictures/30000.png -m "$work/$1" -o "$work/$2.png" --steps 5 "${@:3}"; }
check 'a latent model edits pictures' edit ldm.hsm latent
check 'pictures of its size' eval 'pngtopnm "$work/latent.png" | head -n 2 | grep -q "^32 32"'
check 'other sizes' edit ldm.hsm large --size 64
check 'sizes that do not fit' fails 2 'multiples of 2' edit ldm.hsm odd --size 33
check 'a memory budget for all its programs' edit ldm.hsm budget --memory-budget 2M
check 'the same picture within it' cmp "$work/latent.png" "$work/budget.png"
check 'a budget that is too small' fails 1 'memory budget is too small' edit ldm.hsm tight --memory-budget 600K
check 'an autoencoder alone' eval 'echo "{\"resolution\": 32}" >"$work/ae.json" &&
  convert $fixtures/ldm_autoencoder_kl/model.ckpt --config "$work/ae.json" -o "$work/ae.hsm"'
check 'it makes no pictures' fails 2 'holds no U-Net' edit ae.hsm none
check 'nor is it verified' fails 1 'only U-Nets are inverted' "$bin/hspace-convert" $fixtures/ldm_autoencoder_kl/model.ckpt \
  --config "$work/ae.json" --dtype f16 --verify Models/pictures/30000.png -o "$work/ae16.hsm"

# Direction networks: the edit changes the picture, and a strength of 0 does not.
unet=$fixtures/unet_pesser_main/model.ckpt
echo '{"resolution": 16}' >"$work/small.json"
check 'its network' convert $unet --config "$work/small.json" -o "$work/net.hsm"
check 'a direction network' convert $fixtures/asyrp_edit_deltablock_ddpm/f_0.pth -o "$work/f.hsm"
check 'what was recognised' printed 'direction network'
check 'an edit with it' edit net.hsm strong -d "$work/f.hsm" -s 8
check 'strength 0' eval 'edit net.hsm none -d "$work/f.hsm" -s 0 && edit net.hsm plain &&
  cmp "$work/none.png" "$work/plain.png" && ! cmp -s "$work/strong.png" "$work/plain.png"'

check 'without an output' fails 2 'with -o' "$bin/hspace-convert" $adm/model.pt
check 'another family' fails 1 'conv_in.weight' "$bin/hspace-convert" $adm/model.pt --family ddpm -o "$work/x.hsm"
check 'an unknown family' fails 2 'family' "$bin/hspace-convert" $adm/model.pt --family x -o "$work/x.hsm"
check 'an unknown preset' fails 1 'no such preset' \
  "$bin/hspace-convert" $adm/model.pt --preset x -o "$work/x.hsm"
check 'a preset of another family' fails 1 'describes a guided-diffusion' \
  "$bin/hspace-convert" $unet --preset ffhq-p2 -o "$work/x.hsm"
check 'the name of no direction' fails 2 'add its --model' "$bin/hspace-convert" $unet --name x -o "$work/x.hsm"
check 'heads that do not fit' fails 1 'num_head_channels' "$bin/hspace-convert" $adm/model.pt -o "$work/x.hsm"
check 'a text' fails 1 README.md "$bin/hspace-convert" README.md -o "$work/x.hsm"
check 'nothing else is left' eval '! ls "$work" | grep -E "partial|x.hsm"'
finish
