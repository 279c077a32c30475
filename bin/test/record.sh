#!/bin/sh
# Tests of "memscope record" as a launcher: what it passes on, what it refuses. What the shim records is
# tested elsewhere.
set -eu

root=$(CDPATH='' cd -P -- "${0%/*}/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"; find "/tmp/memscope-$(id -u)" -xtype l -delete 2>/dev/null || true' EXIT
cd "$work"

memscope=$root/bin/memscope
# shellcheck source=checks.sh
. "$root/bin/test/checks.sh"

# refuses CLAIM STATUS MESSAGE COMMAND...: one line on standard error, nothing on standard output.
refuses() {
    claim=$1
    expected_status=$2
    message=$3
    shift 3
    run "$@"
    check "$claim: status" "$status" "$expected_status"
    check "$claim: message" "$err" "memscope: $message"
    check "$claim: nothing on stdout" "$out" ""
}

# Building prints to standard error: that is over before the tests begin.
"$memscope" record -o built ls >built.log 2>&1 || {
    cat built.log
    exit 1
}
more='(memscope record --help tells more)'
mkdir folder
touch plain

refuses "no program" 2 "no program to record $more" "$memscope" record
refuses "unknown option" 2 "unknown option --bogus $more" "$memscope" record --bogus true
refuses "no value" 2 "-o needs a value $more" "$memscope" record -o
refuses "no folder name" 2 "the output folder has no name $more" "$memscope" record -o '' true
refuses "bytes in words" 2 "not a number of bytes: 'many' $more" "$memscope" record --max-bytes many true
refuses "no frames" 2 "not a number of frames: '0' $more" "$memscope" record --stack-depth=0 true
refuses "bytes beyond 63 bits" 2 "too many bytes: '9999999999G' $more" "$memscope" record --max-bytes 9999999999G true
run "$memscope" record -o crowded --min-free 8388607G true
rmdir crowded
check "no space to record: status" "$status" 1
check "no space to record: says what to do" "${err#*: choose}" " another folder with -o, or allow less with --min-free"
refuses "program not found" 127 "no-such-program: not found" "$memscope" record -- no-such-program
refuses "path not found" 127 "./missing: not found" "$memscope" record ./missing
refuses "a folder" 126 "./folder: is a directory" "$memscope" record ./folder
refuses "not executable" 126 "./plain: not executable" "$memscope" record ./plain
check "a refusal makes no folder" "$(find . -name memscope-run)" ""

run "$memscope" record -o run -- sh -c 'echo to out; echo to err >&2; exit 7'
check "exit code" "$status" 7
check "standard output" "$out" "to out"
check "standard error" "$err" "to err"
check "the folder is private" "$(stat -c %a run)" 700
# shellcheck disable=SC2012 # names that the shim makes
check "something is recorded" "$(ls -d run/*/metadata.cq4t | wc -l)" 1

run "$memscope" record -o run sh -c 'kill -TERM $$'
check "death by signal" "$status" 143

run sh -c 'echo to in | "$1" record -o run cat' - "$memscope"
check "standard input" "$out" "to in"

# shellcheck disable=SC2016 # for the inner shell
run sh -c '"$1" record -o run sh -c "echo \$\$" & echo $!; wait' - "$memscope"
check "no parent is left" "$(sort -u out | wc -l)" 1

# shellcheck disable=SC2016 # for the inner shell
run "$memscope" record -o 'a b' --max-bytes 010K sh -c 'echo "$MEMSCOPE_OUT $MEMSCOPE_MAX_BYTES"'
check "settings" "$out" "$work/a b 10240"

other=$(ls /usr/lib/*/libm.so.6)
# shellcheck disable=SC2016 # for the inner shell
run env LD_PRELOAD="$other" "$memscope" record -o run sh -c 'echo "${LD_PRELOAD#*:}"'
check "another preload is kept" "$out" "$other"

ln -s "$memscope" link
run ./link record -o run true
check "through a symbolic link" "$status$err" 0

# The loader splits LD_PRELOAD at spaces and colons, and says so on standard error.
# shellcheck disable=SC2016 # a dollar sign in a path
checkout='a checkout:with $everything'
mkdir -p "$checkout/native/target/cmake"
cp -r "$root/bin" "$checkout/bin"
cp "$root/native/target/cmake/libmemscope.so" "$checkout/native/target/cmake/"
run env MEMSCOPE_BUILD=never "./$checkout/bin/memscope" record -o elsewhere ls -d .
check "from a path with spaces and colons" "$status$out$err" 0.
# shellcheck disable=SC2012 # names that the shim makes
check "recorded from such a path" "$(ls -d elsewhere/*/metadata.cq4t | wc -l)" 1

report
