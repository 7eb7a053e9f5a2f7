#!/bin/sh
# Counts the tests in the report of `swift test --xunit-output`: count-swift-tests.sh REPORT LOG EXIT_STATUS
#
# The report, not the log: on a busy machine lines of the log get lost. A build that failed, and a process that died
# before it wrote its report, count as a failed test.
set -eu
report=$1
log=$2
status=$3

if ! grep -qs '</testsuites>' "$report"; then
  echo 'FAIL  the tests ended without a report'
  tail -n 60 "$log"
  echo '0 passed, 1 failed'
  exit
fi
# A test's failures and whether it was skipped lie inside its element.
counts=$(awk '
  /<testcase / { tests++; seen = 0 }
  /<failure/ && !seen { seen = 1; failed++ }
  /<skipped/ && !seen { seen = 1; skipped++ }
  END { print tests - failed - skipped, failed + 0 }' "$report")
passed=${counts% *}
failed=${counts#* }
if [ "$failed" != 0 ]; then
  awk '/<testcase / { test = $0 } /<failure/ { print "FAIL " test; print $0 }' "$report" | head -n 80
  grep -aE '✘|recorded an issue|Fatal error|error:' "$log" | head -n 80 || true
fi
if { [ "$status" != 0 ] || [ "$passed" = 0 ]; } && [ "$failed" = 0 ]; then
  echo "FAIL  swift test ended with status $status, $passed tests passed"
  tail -n 60 "$log"
  failed=1
fi
echo "$passed passed, $failed failed"
