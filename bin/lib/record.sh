# Sourced: memscope record. Becomes the program: no process of ours stays, nothing of ours is printed.
# shellcheck shell=sh

record_help() {
    cat <<'HELP'
Usage: memscope record [OPTION]... [--] PROGRAM [ARGUMENT]...

Runs PROGRAM and records each allocation of it, and of the processes it starts, into
a folder, one Chronicle Queue directory a process. Input, output, signals and the exit
code are the program's own.

  -o, --output DIR     the folder to record into, made when missing (default: memscope-run);
                       what it already holds stays
      --max-bytes N    record at most N bytes a process; K, M or G may follow the number
      --min-free N     stop recording, not the program, before the disk has less than N bytes
                       free (default: 1 GiB or 5 % of the disk, whichever is more)
      --stack-depth N  keep at most N frames of each stack (default: all, up to 512)
  -h, --help           print this

Example:
  memscope record -o run -- python3 -c 'print("hello")'
  memscope-export run -o report

Every setting is also an environment variable (MEMSCOPE_OUT, MEMSCOPE_MAX_BYTES, ...): see
native/README.md. Programs that the loader refuses to preload into (statically linked, setuid,
32-bit, musl) run as ever and leave no recording.
HELP
}

record_usage() {
    fail 2 "$1 (memscope record --help tells more)"
}

# Sets bytes: a number with K, M or G as a number of bytes.
parse_bytes() {
    case $1 in
        *[Kk]) bytes_factor=1024 ;;
        *[Mm]) bytes_factor=1048576 ;;
        *[Gg]) bytes_factor=1073741824 ;;
        *) bytes_factor=1 ;;
    esac
    bytes=${1%[KkMmGg]}
    case $bytes in
        '' | *[!0-9]*) record_usage "not a number of bytes: '$1'" ;;
    esac
    # A leading zero would make it octal.
    bytes=${bytes#"${bytes%%[!0]*}"}
    [ "${bytes:-0}" -le $((9223372036854775807 / bytes_factor)) ] 2>/dev/null ||
        record_usage "too many bytes: '$1'"
    bytes=$((${bytes:-0} * bytes_factor))
}

# Says what a shell would when the program cannot be run, with its exit code.
check_program() {
    case $1 in
        */*)
            [ -e "$1" ] || fail 127 "$1: not found"
            [ ! -d "$1" ] || fail 126 "$1: is a directory"
            [ -x "$1" ] || fail 126 "$1: not executable"
            ;;
        *) (
            IFS=:
            set -f
            # shellcheck disable=SC2086 # split at colons
            for folder in ${PATH:-/usr/bin:/bin}; do
                [ -f "${folder:-.}/$1" ] && [ -x "${folder:-.}/$1" ] && exit 0
            done
            exit 1
        ) || fail 127 "$1: not found" ;;
    esac
}

# The shim says nothing when it may not record at all; so it is said here, before the program starts.
check_free_space() {
    sizes=$(df -Pk -- "$1" 2>/dev/null | awk 'NR == 2 { print $2, $4 }')
    total_kib=${sizes% *}
    free_kib=${sizes#* }
    keep=${MEMSCOPE_MIN_FREE_BYTES:-0}
    if [ "$keep" = 0 ]; then
        keep=$((total_kib * 1024 / 20))
        [ "$keep" -ge 1073741824 ] || keep=1073741824
    fi
    # A setting in other words than digits is left to the shim.
    [ "$keep" -lt $((free_kib * 1024)) ] 2>/dev/null || [ "$keep" != "${keep#*[!0-9]}" ] || fail 1 \
        "$1 has $((free_kib / 1024)) MiB free and recording keeps $((keep / 1048576)) MiB: choose another folder with -o, or allow less with --min-free"
}

# record_option NAME VALUE
record_option() {
    case $1 in
        -o | --output) output=$2 ;;
        --max-bytes)
            parse_bytes "$2"
            export MEMSCOPE_MAX_BYTES="$bytes"
            ;;
        --min-free)
            parse_bytes "$2"
            export MEMSCOPE_MIN_FREE_BYTES="$bytes"
            ;;
        --stack-depth)
            case $2 in
                [1-9] | [1-9][0-9] | [1-9][0-9][0-9]) export MEMSCOPE_STACK_DEPTH="$2" ;;
                *) record_usage "not a number of frames: '$2'" ;;
            esac
            ;;
    esac
}

record() {
    output=${MEMSCOPE_OUT:-memscope-run}
    while [ $# -gt 0 ]; do
        case $1 in
            -h | --help) record_help && exit 0 ;;
            -o | --output | --max-bytes | --min-free | --stack-depth)
                [ $# -ge 2 ] || record_usage "$1 needs a value"
                record_option "$1" "$2"
                shift
                ;;
            --output=* | --max-bytes=* | --min-free=* | --stack-depth=*) record_option "${1%%=*}" "${1#*=}" ;;
            -o?*) record_option -o "${1#-o}" ;;
            --) shift && break ;;
            -*) record_usage "unknown option $1" ;;
            *) break ;;
        esac
        shift
    done
    [ $# -gt 0 ] || record_usage "no program to record"
    [ -n "$output" ] || record_usage "the output folder has no name"
    check_program "$1"

    case $output in
        /*) ;;
        *) output=$(pwd)/$output ;;
    esac
    # What a program allocated is nobody else's business.
    (umask 077 && mkdir -p -- "$output") || fail 1 "cannot make the folder $output"
    [ -w "$output" ] || fail 1 "cannot write to the folder $output"
    check_free_space "$output"

    need_shim
    find_preload_path
    export MEMSCOPE_OUT="$output"
    export LD_PRELOAD="$preload_path${LD_PRELOAD:+:$LD_PRELOAD}"
    exec "$@"
}
