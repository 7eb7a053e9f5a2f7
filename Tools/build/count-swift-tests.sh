#!/bin/sh
# Counts the tests in the output of `swift test`: count-swift-tests.sh LOG EXIT_STATUS
#
# A build that failed, and a process that died before its summary, count as a failed test.
set -eu
log=$1
status=$2

# "Test name() passed after 0.1 seconds." Arguments of a test are "Test case", suites are "Suite".
outcomes() { grep -aE "Test .* $1 after [0-9.]+ seconds" "$log" | grep -avE 'Test (case|run) ' | wc -l; }

passed=$(outcomes passed)
failed=$(outcomes failed)
summary=$(grep -aoE 'Test run with [0-9]+ tests?.*(passed|failed) after' "$log" | tail -n 1)
if [ -z "$summary" ]; then
  echo 'FAIL  the tests ended without a summary'
  tail -n 60 "$log"
  failed=$((failed + 1))
else
  total=$(echo "$summary" | grep -oE '[0-9]+' | head -n 1)
  echo "$summary"
  skipped=$(grep -aE 'Test .* skipped' "$log" | wc -l)
  unseen=$((total - passed - failed - skipped))
  if [ "$unseen" -gt 0 ]; then
    echo "FAIL  $unseen tests of $total have no outcome"
    failed=$((failed + unseen))
  fi
fi
if [ "$failed" != 0 ]; then grep -aE '✘|recorded an issue|Fatal error|error:' "$log" | head -n 80 || true; fi
if [ "$status" != 0 ] && [ "$failed" = 0 ]; then
  echo "FAIL  swift test ended with status $status"
  failed=1
fi
echo "$passed passed, $failed failed"
