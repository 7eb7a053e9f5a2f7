# Compares the bits of runs on all kinds of processors: sourced, with $work and $logs set, after tally.sh.

# Links Tests/C/digest.c with a processor's library to $work/digest-ARCH: link_digest ARCH
link_digest() {
  local arch=$1 tools target kernels emulator dropped
  . Tools/build/architecture.sh
  # The host's own is an ordinary program.
  "${tools}gcc" ${emulator:+-static} -std=c99 -O1 -Wall -Wextra -pedantic -Werror -ICInterop/include Tests/C/digest.c \
    "build/$arch/libhspace.a" -lm -lpthread -o "$work/digest-$arch"
}

# The command that runs it: the host runs its own, another one is emulated.
native() {
  local arch=$1 tools target kernels emulator dropped
  . Tools/build/architecture.sh
  echo "$emulator" "$work/digest-$arch"
}

# Runs the digest and compares it with the first one of that model: digest MODEL STEPS ISA THREADS LABEL COMMAND...
# Status 3 says that this processor does not have the instruction set: nothing is counted.
declare -A expected
ran=''
digest() {
  local model=$1 steps=$2 isa=$3 threads=$4 label=$5 line status hash
  shift 5
  line=$(timeout "${patience:-300}" "$@" "$model" "$isa" "$threads" "$steps" 2>"$logs/digest.err")
  status=$?
  if [ $status = 3 ]; then
    echo "      not here: $label $isa"
    return
  fi
  hash=${line%% *}
  : "${expected[$model]:=$hash}"
  if [ $status = 0 ] && [ "$hash" = "${expected[$model]}" ]; then
    ran="$ran$label: $(echo "$line" | cut -d' ' -f2)"$'\n'
    count "bits: $(basename "$model") $label $line" 1 0
  else
    grep -v 'TCG doesn' "$logs/digest.err"
    count "bits: $(basename "$model") $label $isa $threads threads: status $status, '$hash'" 0 1
  fi
}

# Says what ran.
list_digests() {
  echo 'Instruction sets and processors that really ran:'
  printf '%s' "$ran" | sort -u | sed 's/^/  /'
}
