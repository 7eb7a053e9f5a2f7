#!/bin/bash
# Builds the examples outside the source tree against an installed library, statically and dynamically, and runs them.
#
#   Tools/build/test-examples.sh PREFIX
set -u
cd "$(dirname "$0")/../.." || exit 1

prefix=$(realpath "${1:?usage: test-examples.sh PREFIX}")
logs=${logs:-$PWD/build/test/logs}
mkdir -p "$logs"
logs=$(realpath "$logs")
. Tools/build/tally.sh

models=$PWD/Models
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp CInterop/examples/* "$work"
cd "$work" || exit 1

# No other hspace than the prefix's.
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
export LD_LIBRARY_PATH=$prefix/lib
model=$models/toon64.hsm
beard=$models/toon64/beard.hsm
strict='-Wall -Wextra -pedantic -Werror'

for source in *.c *.h *.cpp *.py; do
  check "examples: $source has less than 60 lines" test "$(wc -l <"$source")" -lt 60
done
face=$models/pictures/30000.png
pngtopnm "$face" >in.ppm || count 'examples: a picture as PPM' 0 1

# Where a program takes the library from: linked KIND PROGRAM.
linked() {
  case $1 in
  static) ! readelf -d "$2" | grep -q NEEDED ;;
  dynamic) ldd "$2" | grep -q "libhspace\.so.* => $prefix/lib/" ;;
  esac
}

# Compiles an example into the folder of its kind: build KIND SOURCE [OPTION...]
build() {
  local kind=$1 source=$2 packages=hspace compiler='gcc -std=c99' static=''
  local program=$kind/${source/./_}
  shift 2
  [ "$source" != edit.c ] || packages='hspace libpng'
  [ "${source##*.}" != cpp ] || compiler='g++ -std=c++17'
  [ "$kind" != static ] || static=-static
  # The compiler and the flags are several words.
  # shellcheck disable=SC2046,SC2086
  $compiler $strict $static "$@" "$source" $(pkg-config ${static:+--static} --cflags --libs $packages) -o "$program" &&
    linked "$kind" "$program"
}

# Runs a program of this kind, its messages in the file messages: run PROGRAM ARGUMENT...
run() {
  local program=$1
  shift
  timeout 120 "./$kind/$program" "$@" 2>messages
}

edit_c() {
  run edit_c "$model" "$beard" 1.5 "$face" edited.png 4 && pngtopnm edited.png >edited.ppm &&
    [ "$(head -c 13 edited.ppm)" = "$(head -c 13 in.ppm)" ] && ! cmp -s edited.ppm in.ppm
}
edit_cpp() {
  run edit_cpp "$model" "$beard" 1.5 in.ppm cpp.ppm 4 && cmp edited.ppm cpp.ppm
}
embedded() {
  run embedded_c 5 4 >five.ppm && run embedded_c 6 4 >six.ppm &&
    [ "$(wc -c <five.ppm)" = $((13 + 3 * 64 * 64)) ] && ! cmp -s five.ppm six.ppm
}
# The session takes what hsp_session_memory says; the model's file is the larger part of the rest.
own_memory() {
  run own_memory_c "$model" 5 4 >own.ppm && cmp five.ppm own.ppm && awk -v file="$(wc -c <"$model")" '
    { bytes = $2; all = $NF } END { exit !(bytes > 4e6 && all >= bytes + file && all < bytes + file + 2e5) }' messages
}
two_threads() {
  run two_threads_c "$model" 5 first.ppm 6 second.ppm 4 && cmp five.ppm first.ppm && cmp six.ppm second.ppm
}
# h of the first step does not know of the factor, the second one does.
read_h() {
  run read_h_c "$model" 5 1 4 >kept.ppm && mv messages kept && cmp five.ppm kept.ppm &&
    run read_h_c "$model" 5 1.5 4 >changed.ppm && ! cmp -s five.ppm changed.ppm &&
    [ "$(grep -c '^t [ 0-9]*, mean square of h [0-9.]*$' kept)" = 4 ] &&
    [ "$(head -n 1 kept)" = "$(head -n 1 messages)" ] && [ "$(sed -n 2p kept)" != "$(sed -n 2p messages)" ]
}
# A direction of two sets against each other is one of the sets the other way round, negated; it edits a picture.
learn() {
  local number
  for number in 0 1 2 3; do pngtopnm "$models/pictures/3000$number.png" >set$number.ppm || return; done
  run learn_c "$model" learnt.hsm 4 set0.ppm set1.ppm -- set2.ppm set3.ppm &&
    run edit_c "$model" learnt.hsm 1 "$face" learnt.png 4 &&
    run learn_c "$model" back.hsm 4 set2.ppm set3.ppm -- set0.ppm set1.ppm &&
    run edit_c "$model" back.hsm -1 "$face" back.png 4 && cmp learnt.png back.png && ! cmp -s learnt.hsm back.hsm &&
    ! run learn_c "$model" none.hsm 4 set0.ppm set0.ppm -- set1.ppm && grep -q 'have seen this sample' messages &&
    ! run learn_c "$model" none.hsm 4 set0.ppm set1.ppm set2.ppm && [ ! -e none.hsm ]
}
# The same model on both sides gives the face itself; the code is a file of S + 1 pictures of floats.
translate() {
  run translate_c "$model" "$model" 5 code.hsm 4 >same.ppm && cmp five.ppm same.ppm &&
    [ "$(wc -c <code.hsm)" -gt $((5 * 4 * 3 * 64 * 64)) ]
}
# Any direction is a normal in h.
boundary() {
  run boundary_c "$model" "$beard" 5 40 4 >near.ppm && run boundary_c "$model" "$beard" 5 40 4 >again.ppm &&
    run boundary_c "$model" "$beard" 5 -40 4 >far.ppm && cmp near.ppm again.ppm && ! cmp -s near.ppm far.ppm
}
thread_pool() {
  local threads
  for threads in 2 3; do
    run thread_pool_c "$model" 5 $threads 4 >pool.ppm && cmp five.ppm pool.ppm &&
      [ "$(sed -n 's/^the pool was called \([0-9]*\) times$/\1/p' messages)" -gt 100 ] || return
  done
}
# Interrupted after some steps, it says so and fails; the same call goes on and ends as a run that was never stopped.
progress() {
  local steps=60 job status
  rm -f run.hsm messages
  "./$kind/progress_c" "$model" 5 run.hsm $steps >stopped.ppm 2>messages &
  job=$!
  for _ in $(seq 500); do
    grep -q " 3/$steps" messages && break
    sleep 0.02
  done
  kill -INT $job
  wait $job
  status=$?
  [ $status = 1 ] && grep -q '^stopped: the same call goes on' messages && [ -s run.hsm ] && [ ! -s stopped.ppm ] &&
    run progress_c "$model" 5 run.hsm $steps >resumed.ppm && ! grep -q " 3/$steps" messages &&
    grep -q " $steps/$steps" messages && [ ! -e run.hsm ] &&
    run embedded_c 5 $steps >whole.ppm && cmp whole.ppm resumed.ppm
}
# One step is too few: the library says so, and the status is 1.
refuses() {
  local status
  run "$@" >refused
  status=$?
  cat messages
  [ $status = 1 ] && grep -q 'this number of steps is not possible' messages && [ ! -s refused ]
}

for kind in static dynamic; do
  mkdir $kind
  for source in *.c *.cpp; do
    case $source in
    embedded.c) set -- "-DMODEL=\"$model\"" ;;
    thread_pool.c) set -- -fopenmp ;;
    *) set -- ;;
    esac
    check "examples: build $source, $kind" build $kind "$source" "$@"
  done
  for example in edit_c edit_cpp embedded own_memory two_threads read_h learn boundary translate thread_pool progress; do
    check "examples: run $example, $kind" $example
  done
done

kind=dynamic
check 'examples: edit.c refuses' refuses edit_c "$model" "$beard" 1 "$face" none.png 1
check 'examples: edit.cpp refuses' refuses edit_cpp "$model" "$beard" 1 in.ppm none.ppm 1
check 'examples: embedded.c refuses' refuses embedded_c 5 1
check 'examples: own_memory.c refuses' refuses own_memory_c "$model" 5 1
check 'examples: two_threads.c refuses' refuses two_threads_c "$model" 5 none.ppm 6 none.ppm 1
check 'examples: read_h.c refuses' refuses read_h_c "$model" 5 1 1
check 'examples: learn.c refuses' refuses learn_c "$model" none.hsm 1 in.ppm -- set0.ppm set1.ppm
check 'examples: thread_pool.c refuses' refuses thread_pool_c "$model" 5 2 1
check 'examples: translate.c refuses' refuses translate_c "$model" "$model" 5 none.hsm 1
check 'examples: progress.c refuses' refuses progress_c "$model" 5 none.hsm 1

# Python loads the library at run time: as a program of that kind.
export HSPACE_LIBRARY=$prefix/lib/libhspace.so
cat >dynamic/edit_py <<'end'
#!/bin/sh
exec python3 edit.py "$@"
end
chmod +x dynamic/edit_py
edit_py() {
  run edit_py "$model" "$beard" 1.5 in.ppm python.ppm 4 && cmp edited.ppm python.ppm
}
check 'examples: run edit.py' edit_py
check 'examples: edit.py refuses' refuses edit_py "$model" "$beard" 1 in.ppm none.ppm 1
check 'examples: what was refused left no file' eval '! ls none.*'
finish
