# Counts checks: sourced by the test scripts, which write their logs to $logs.
#
# The counts lie in files, so that parts of a test may run in shells of their own.

: "${logs:=build/test/logs}"
passed=0
failed=0

# Adds counts and says so: count NAME PASSED FAILED.
count() {
  passed=$((passed + $2))
  failed=$((failed + $3))
  if [ "$3" = 0 ]; then echo "ok    $1 ($2)"; else echo "FAIL  $1 ($2 passed, $3 failed)"; fi
}

# Runs a command quietly as one check; its output is shown when it fails: check NAME COMMAND...
check() {
  name=$1
  shift
  log=$logs/$(echo "$name" | tr -c 'A-Za-z0-9\n' '-').log
  if "$@" >"$log" 2>&1; then
    count "$name" 1 0
  else
    tail -n 40 "$log"
    count "$name" 0 1
    return 1
  fi
}

# The last line of every test script.
finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ] && [ "$passed" != 0 ]
}
