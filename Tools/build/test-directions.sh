#!/bin/bash
# Tests the commands that find directions: what they write, that they go on where they stopped, and what they refuse
# before any run.
set -u
cd "$(dirname "$0")/../.." || exit
# shellcheck disable=SC1091
. Tools/build/programs-under-test.sh

model=Models/toon64.hsm
mkdir "$work"/{with,without,empty,mixed}
cp Models/pictures/3000[0-3].png "$work/with"
cp Models/pictures/3000[4-7].png "$work/without"
directions() { "$hspace" directions "$@" 2>"$work/error"; }
means() { directions means -m $model --steps 3 "$@"; }

# Where the names in two files agree, so do all bytes.
twice() {
  means --positive "$work/with" --negative "$work/without" --name one -o "$work/means.hsm" &&
    directions make -m $model --steps 3 --positive "$work"/with/*.png --negative "$work"/without/*.png --name one \
      -o "$work/files.hsm" && cmp "$work/means.hsm" "$work/files.hsm"
}
check 'means: of folders and of lists of files' twice

labels() {
  printf 'file,glasses,hair\n' >"$work/labels.csv"
  for number in 0 1 2 3; do echo "3000$number.png,yes,$((number % 2))"; done >>"$work/labels.csv"
  for number in 4 5 6 7; do echo "3000$number.png,no,$((number % 2))"; done >>"$work/labels.csv"
  means --pictures Models/pictures --labels "$work/labels.csv" --where glasses=yes --name one -o "$work/labels.hsm" &&
    cmp "$work/means.hsm" "$work/labels.hsm" &&
    means --pictures Models/pictures --labels "$work/labels.csv" --where glasses=yes --balance hair --name one \
      -o "$work/balanced.hsm" && cmp "$work/means.hsm" "$work/balanced.hsm"
}
check 'means: of labels, balanced' labels

# Hair is 0 in the only negative picture, so that one pair is left: limited, it is that one, and not the first ones.
limited() {
  { echo file,glasses,hair && echo 30000.png,yes,1 && echo 30001.png,yes,0 && echo 30004.png,no,0; } >"$work/few.csv"
  means --pictures Models/pictures --labels "$work/few.csv" --where glasses=yes --balance hair --limit 1 --name one \
    -o "$work/limited.hsm" &&
    means --positive Models/pictures/30001.png --negative Models/pictures/30004.png --name one -o "$work/pair.hsm" &&
    cmp "$work/limited.hsm" "$work/pair.hsm"
}
check 'means: a limit keeps the balance' limited

scores() {
  { echo file,score && for number in 0 1 2 3 4 5 6 7; do echo "3000$number.png,0.$((9 - number))"; done; } >"$work/scores.csv"
  means --pictures Models/pictures --scores "$work/scores.csv" --top 4 --name one -o "$work/scores.hsm" &&
    diff <(directions show "$work/scores.hsm" | grep '^ *[0-9]') <(directions show "$work/means.hsm" | grep '^ *[0-9]') &&
    means --pictures Models/pictures --scores "$work/scores.csv" --top 1 -o "$work/top.hsm"
}
check 'means: of the highest and the lowest scores' scores

components() {
  directions pca -m $model --steps 3 --pictures "$work/with" "$work/without" --components 3 -o "$work/pc.hsm" \
    --statistics "$work/all.hsm" >"$work/table" && [ "$(grep -c 'of the variance$' "$work/table")" = 3 ] &&
    [ -e "$work/pc-03.hsm" ] && [ ! -e "$work/pc-04.hsm" ]
}
check 'pca: of pictures' components

merged() {
  local part
  for part in with without; do
    directions pca -m $model --steps 3 --pictures "$work/$part" --components 1 -o "$work/part.hsm" \
      --statistics "$work/$part.hsm" >/dev/null || return
  done
  directions merge "$work/with.hsm" "$work/without.hsm" -o "$work/both.hsm" &&
    directions pca -m $model --resume "$work/both.hsm" --components 3 -o "$work/merged.hsm" >"$work/merged" &&
    diff <(sed 's/[^ ]* *//' "$work/table") <(sed 's/[^ ]* *//' "$work/merged") &&
    directions pca -m $model --resume "$work/both.hsm" --components 2 --joint -o "$work/joint.hsm" >/dev/null
}
check 'pca: two halves, merged' merged

# A run that goes on with the samples of a shorter one is the longer one, bit for bit.
resumed() {
  local options=(pca -m $model --steps 3 --components 2 --rank 6 -o "$work/seeds.hsm")
  directions "${options[@]}" --samples 3 --statistics "$work/first.hsm" >/dev/null &&
    directions "${options[@]}" --samples 5 --resume "$work/first.hsm" --statistics "$work/second.hsm" >/dev/null &&
    directions "${options[@]}" --samples 5 --statistics "$work/whole.hsm" >/dev/null &&
    cmp "$work/second.hsm" "$work/whole.hsm" && "$hspace" info "$work/whole.hsm" | grep -q '^samples  *5$'
}
check 'pca: of seeds, a sketch, resumed' resumed

# Interrupted after the first picture.
resumed_means() {
  local means=(directions means -m $model --steps 40 --positive "$work/with" --negative "$work/without" --name slow)
  interrupted "$work/slow.hsm" "${means[@]}" --threads 1 &&
    "${means[@]}" --resume "$work/slow.hsm.part" -o "$work/slow.hsm" &&
    "${means[@]}" -o "$work/whole-slow.hsm" && cmp "$work/slow.hsm" "$work/whole-slow.hsm"
}
check 'means: interrupted and resumed' resumed_means

boundary() {
  directions boundary -m $model --steps 4 --positive "$work/with" --negative "$work/without" --held-out 0.25 \
    -o "$work/boundary.hsm" >"$work/table" && [ "$(grep -c '^[hx] .* of 2 held out' "$work/table")" = 2 ] &&
    "$hspace" edit Models/pictures/30008.png -m $model --boundary "$work/boundary.hsm" --distance 20 -o "$work/edited.png"
}
check 'boundary: fitted, and used by an edit' boundary

# What was taken out is gone: nothing of it is left to take out again.
combined() {
  directions project "$work/pc-01.hsm" --away "$work/pc-02.hsm" --away "$work/pc-03.hsm" -o "$work/rest.hsm" >/dev/null &&
    directions combine "$work/pc-01.hsm" "$work/pc-02.hsm" --weight 1 --weight -0.5 -o "$work/sum.hsm" &&
    directions project "$work/sum.hsm" --away "$work/pc-01.hsm" -o "$work/left.hsm" >"$work/shown" &&
    grep -q 'of its length is left$' "$work/shown"
}
check 'project, combine' combined

# Each mistake is found before any run: nothing is written.
refused() {
  local status=$1 words=$2
  shift 2
  check "refused: $words" fails "$status" "$words" "$hspace" directions "$@" -o "$work/none.hsm"
}
two=(-m $model --positive "$work/with" --negative)
refused 1 'holds no PNG pictures' means "${two[@]}" "$work/empty"
refused 1 'no such picture or folder' means "${two[@]}" "$work/nowhere"
refused 1 'the same picture as' means "${two[@]}" "$work/with"
refused 2 'Give both --positive and --negative' means -m $model --positive "$work/with"
labelled=(means -m $model --pictures Models/pictures --labels "$work/labels.csv")
refused 2 'no column' "${labelled[@]}" --where beard=yes
refused 2 '0 positive and 8 negative' "${labelled[@]}" --where glasses=perhaps
refused 2 '--where and --balance need --labels' means -m $model --pictures Models/pictures --where glasses=yes
refused 2 '--scores needs --top' "${labelled[@]}" --where glasses=yes --top 3
refused 1 'which is not in' means -m $model --pictures "$work/with" --labels "$work/labels.csv" --where glasses=yes
refused 2 'are fewer than --top' means -m $model --pictures Models/pictures --scores "$work/scores.csv" --top 5
cp Models/pictures/30000.png "$work/mixed/a.png"
pngtopnm Models/pictures/30001.png | pnmcut -left 0 -top 0 -width 32 -height 32 | pnmtopng >"$work/mixed/b.png" 2>/dev/null
refused 1 'give pictures of one size' pca -m $model --pictures "$work/mixed" --components 1
refused 2 'have at most 3 components' pca -m $model --pictures "$work/with" --components 4
refused 2 'Give --pictures or --samples' pca -m $model --pictures "$work/with" --samples 4
refused 2 'is not possible with --convention' pca -m $model --samples 20 --steps 1
refused 1 'different runs' pca -m $model --resume "$work/both.hsm" --pictures "$work/with" --steps 5 --components 1
refused 2 '--rank is for sketches' pca -m $model --resume "$work/both.hsm" --components 1 --rank 4
refused 1 'holds no statistics' pca -m $model --resume "$work/means.hsm"
refused 2 'resume alone takes no steps' pca -m $model --resume "$work/with.hsm" --steps 5
refused 1 'both statistics have seen the same sample' merge "$work/with.hsm" "$work/both.hsm"
refused 1 'has other numbers of steps' project "$work/means.hsm" --away Models/toon64/beard.hsm
refused 1 'nothing is left' project "$work/means.hsm" --away "$work/files.hsm"
refused 2 'Give each direction a --weight' combine "$work/means.hsm" "$work/pc-01.hsm" --weight 1
refused 2 'held-out must be' boundary "${two[@]}" "$work/without" --held-out 1
refused 2 'limit must be at least 1' boundary "${two[@]}" "$work/without" --limit 0
check 'refused: nothing was written' test ! -e "$work/none.hsm" -a ! -e "$work/none-01.hsm"
finish
