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
