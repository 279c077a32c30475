# Sourced: memscope demo. Records two small leaking programs, exports, says where the page is.
# shellcheck shell=sh

demo_help() {
    cat <<'HELP'
Usage: memscope demo [DIR]

Builds what is missing, records two small programs that leak (orders, in C, and Thumbnails,
in Java), makes their reports and prints where the page is. Everything goes into DIR
(default: memscope-demo). The programs are in export/src/demo.
HELP
}

demo() {
    case ${1-} in
        -h | --help) demo_help && exit 0 ;;
        -*) fail 2 "unknown option $1 (memscope demo --help tells more)" ;;
    esac
    [ $# -le 1 ] || fail 2 "one folder, please (memscope demo --help tells more)"
    demo_dir=${1:-memscope-demo}
    sources="$root/export/src/demo"

    need_jdk
    need_shim
    need_exporter
    need_commands cc=gcc

    if [ -e "$demo_dir" ] && [ ! -e "$demo_dir/.memscope-demo" ]; then
        fail 1 "$demo_dir exists and is not a demo of ours: its run and report would be replaced"
    fi

    say "compiling orders.c and Thumbnails.java"
    mkdir -p -- "$demo_dir/programs" || fail 1 "cannot make the folder $demo_dir"
    : >"$demo_dir/.memscope-demo"
    demo_dir=$(CDPATH='' cd -- "$demo_dir" && pwd)
    cc -g -O1 -fno-omit-frame-pointer -o "$demo_dir/programs/orders" "$sources/orders.c" >&2
    "$jdk/bin/javac" -d "$demo_dir/programs" "$sources/Thumbnails.java" >&2

    # A demo shows this run, not the last one as well.
    rm -rf -- "$demo_dir/run" "$demo_dir/report"
    say "recording both"
    "$root/bin/memscope" record -o "$demo_dir/run" -- "$demo_dir/programs/orders" >&2
    "$root/bin/memscope" record -o "$demo_dir/run" -- \
        "$jdk/bin/java" -cp "$demo_dir/programs" Thumbnails >&2

    say "making reports"
    "$root/bin/memscope-export" "$demo_dir/run" -o "$demo_dir/report" >&2
    find "$demo_dir/report" -name dashboard_unified.html | sort | while IFS= read -r page; do
        printf 'Open %s\n' "$page"
    done
}
