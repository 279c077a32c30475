#!/bin/sh
# Tests of the exporter's launchers: exit codes, what goes to which stream, and the demo from end to end.
set -eu

root=$(CDPATH='' cd -P -- "${0%/*}/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# shellcheck source=checks.sh
. "$root/bin/test/checks.sh"

# Building prints to standard error: that is over before the tests begin.
"$root/bin/memscope" version >built.log 2>&1 || {
    cat built.log
    exit 1
}

run "$root/bin/memscope" version
check "version: status" "$status" 0
check "version: nothing on stderr" "$err" ""
check "version: one line" "$(wc -l <out)" 1

for command in "memscope --help" "memscope export --help" "memscope record --help" "memscope demo --help" \
    "memscope-export --help"; do
    # shellcheck disable=SC2086 # a command and its arguments
    run "$root"/bin/$command
    check "$command: status" "$status" 0
    check "$command: nothing on stderr" "$err" ""
    check "$command: teaches" "$(grep -c '^Usage: memscope' out)" 1
done

for command in "memscope" "memscope bogus" "memscope export" "memscope-export" "memscope-export --bogus x" \
    "memscope demo a b"; do
    # shellcheck disable=SC2086 # a command and its arguments
    run "$root"/bin/$command
    check "$command: status" "$status" 2
    check "$command: nothing on stdout" "$out" ""
done

run "$root/bin/memscope-export" nowhere -o report
check "nothing there: status" "$status" 1
check "nothing there: nothing on stdout" "$out" ""
check "nothing there: says what" "$(grep -c nowhere err)" 1

"$root/bin/memscope" record -o run ls >/dev/null
run "$root/bin/memscope-export" run -o report
check "export: status" "$status" 0
check "export: neither the JVM nor Chronicle says anything" "$err" ""
check "export: a page" "$(find report -name dashboard_unified.html | wc -l)" 1

mv run 'Läufe ✓'
run env LC_ALL=C "$root/bin/memscope-export" 'Läufe ✓' -o 'Bericht für Läufe'
check "export of other letters in an ASCII locale: status" "$status" 0
check "export of other letters in an ASCII locale: nothing on stderr" "$err" ""
check "export of other letters in an ASCII locale: a page" \
    "$(find 'Bericht für Läufe' -name dashboard_unified.html | wc -l)" 1

run "$root/bin/memscope" demo
check "demo: status" "$status" 0
pages=$(sed -n 's/^Open //p' out)
check "demo: a page for each program" "$(printf '%s\n' "$pages" | grep -c .)" 2
printf '%s\n' "$pages" | while IFS= read -r page; do
    check "demo: the page is there" "$(head -c 15 "$page" | tr '[:upper:]' '[:lower:]')" '<!doctype html>'
    [ "$failed" -eq 0 ]
done

report
