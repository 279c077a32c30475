# Sourced by the tests in this folder: running commands and checking what they did.
# shellcheck shell=sh

passed=0
failed=0

# run COMMAND...: keeps status, out (standard output) and err (standard error), also as files.
run() {
    status=0
    "$@" >out 2>err || status=$?
    # shellcheck disable=SC2034 # for whoever sources this
    out=$(cat out)
    err=$(cat err)
}

# check CLAIM ACTUAL EXPECTED
check() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s\n  expected: %s\n  was:      %s\n' "$1" "$3" "$2"
    fi
}

# The last line of a test: how it went.
report() {
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ]
}
