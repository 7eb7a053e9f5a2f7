#!/bin/bash
# Runs every test of the repository. The last line counts them; the exit status is 0 when none failed.
#
# Needs the programs of `make` in build/bin. Logs are kept in build/test/logs.
set -u
cd "$(dirname "$0")/../.."

logs=build/test/logs
rm -rf build/test
mkdir -p "$logs"
. Tools/build/tally.sh

# Adds the count in the last line of a script's output: include NAME LOG STATUS.
include() {
  local line
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$2" | tail -n 1)
  if [ -z "$line" ]; then
    tail -n 40 "$2"
    count "$1 (ended before its count)" 0 1
    return
  fi
  set -- "$1" "$2" "$3" "${line%% *}" "$(echo "$line" | awk '{ print $3 }')"
  if [ "$5" != 0 ]; then grep -E 'FAIL|✘|error:' "$2"; fi
  count "$1" "$4" "$5"
  if [ "$3" != 0 ] && [ "$5" = 0 ]; then count "$1: exit status $3" 0 1; fi
}

echo '== Swift tests'
# All twelve pictures of the bundled model, where a plain `swift test` takes two.
report=$logs/swift-test.xml
HSPACE_TEST_ALL=1 swift test --disable-xctest --parallel --xunit-output "$report" >"$logs/swift-test.log" 2>&1
Tools/build/count-swift-tests.sh "$report" "$logs/swift-test.log" $? >"$logs/swift-count.log"
include 'Swift tests' "$logs/swift-count.log" 0

echo '== Goldens: numbers of the original code'
# Folders without a case.json are data of other tests.
build/bin/hspace-golden $(dirname Tests/Fixtures/*/case.json) >"$logs/goldens.log" 2>&1
include 'goldens' "$logs/goldens.log" $?

echo '== Conversion of checkpoints'
Tools/build/test-convert.sh >"$logs/convert.log" 2>&1
include 'conversion' "$logs/convert.log" $?

echo '== int8 models'
Tools/build/test-quantize.sh >"$logs/quantize.log" 2>&1
include 'int8 models' "$logs/quantize.log" $?

echo '== Places of weights, memory budgets'
Tools/build/test-weights.sh >"$logs/weights.log" 2>&1
include 'places of weights, memory budgets' "$logs/weights.log" $?

echo '== Finding directions'
Tools/build/test-directions.sh >"$logs/directions.log" 2>&1
include 'finding directions' "$logs/directions.log" $?

echo '== Boundaries, timesteps that are found, interpolation'
Tools/build/test-edits.sh >"$logs/edits.log" 2>&1
include 'edits of the command line' "$logs/edits.log" $?

echo '== Bundled models'
Tools/build/test-models.sh >"$logs/models.log" 2>&1
include 'bundled models' "$logs/models.log" $?

echo '== Sheets, LPIPS'
Tools/build/test-sheets.sh >"$logs/sheets.log" 2>&1
include 'sheets and LPIPS' "$logs/sheets.log" $?

echo '== Codes and translations'
Tools/build/test-codes.sh >"$logs/codes.log" 2>&1
include 'codes and translations' "$logs/codes.log" $?

echo '== C programs, the embedded library, emulated processors'
Tools/build/test-c.sh 2>&1 | tee "$logs/c.log"
include 'C programs and embedded library' "$logs/c.log" "${PIPESTATUS[0]}"

echo '== The C interface: compiled programs, wrong use'
Tools/build/test-abi.sh 2>&1 | tee "$logs/abi.log"
include 'C interface' "$logs/abi.log" "${PIPESTATUS[0]}"

echo '== The installed library: C, C++, Python, CMake'
Tools/build/test-install.sh >"$logs/install.log" 2>&1
include 'installed library' "$logs/install.log" $?

echo '== Style'
check 'swift format lint' swift format lint --strict -r -p Sources Tools Tests Package.swift

finish | tee build/test/summary
exit "${PIPESTATUS[0]}"
