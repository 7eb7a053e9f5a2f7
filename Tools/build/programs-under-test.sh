# Where the tests of the programs find them, and a folder of their own: sourced by those test scripts.
#
# Needs the programs of `make` in build/bin, or in the folder that BIN names.

bin=${BIN:-build/bin}
hspace=$bin/hspace
[ -x "$hspace" ] || hspace=$bin/hspace-cli
work=$(mktemp -d)
logs=$work
trap 'rm -rf "$work"' EXIT
. Tools/build/tally.sh

# Expects an exit status, and words on standard error: fails STATUS WORDS COMMAND...
fails() {
  local status=$1 words=$2
  shift 2
  "$@" >/dev/null 2>"$work/error"
  [ $? = "$status" ] && grep -q -- "$words" "$work/error"
}

# Interrupts a command, which says how to go on: interrupted OUTPUT ARGUMENT... How soon, is tried out: later where sums or
# sheets had nothing done yet, at most 8 seconds, sooner where the command had ended. Without --default-signal, jobs of a
# script would ignore the signal until they ask for it.
interrupted() {
  local out=$1 wait=0.3 job status factor
  shift
  for _ in $(seq 24); do
    rm -f "$out" "$out".part*
    env --default-signal=INT "$hspace" "$@" -o "$out" >/dev/null 2>"$work/error" &
    job=$!
    sleep $wait
    kill -INT $job 2>/dev/null
    wait $job
    status=$?
    [ $status = 1 ] && [ ! -e "$out" ] && grep -qE \
      'interrupted; .* holds? (the run|(the sums of )?[1-9]).*repeat the command with --resume' "$work/error" && return
    case $status in 0) factor=0.7 ;; *) factor=1.5 ;; esac
    wait=$(awk "BEGIN { printf \"%.4f\", $wait * $factor }")
    [ "${wait%.*}" -lt 8 ] || return 1
  done
  return 1
}
