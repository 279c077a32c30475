# Sourced: builds the shim, and the path under which the dynamic loader accepts it.
# shellcheck shell=sh

native_build="$root/native/target/cmake"
native_library="$native_build/libmemscope.so"
native_stamp="$native_build/.libmemscope-is-built"

# Configures and builds targets (all, when none is named) with CMake; its output goes to standard error.
cmake_build() {
    need_commands cmake=cmake cc=gcc make=make
    mkdir -p "$native_build"
    if [ -f "$native_build/CMakeCache.txt" ] &&
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$native_build/CMakeCache.txt"; then
        # The checkout was moved or copied: CMake refuses a folder made for another place.
        rm -rf "$native_build"
        mkdir -p "$native_build"
    fi
    cmake -S "$root" -B "$native_build" >&2 && cmake --build "$native_build" --parallel "$@" >&2
}

build_shim() {
    # Several recordings may be started at once on a fresh checkout: one builds, the others wait.
    mkdir -p "$native_build"
    (
        flock 9
        if is_outdated "$native_stamp" "$root/CMakeLists.txt" "$root/native/CMakeLists.txt" \
            "$root/native/include" "$root/native/src"; then
            cmake_build --target memscope && touch "$native_stamp"
        fi
    ) 9>"$root/native/target/.lock" || fail 1 "the shim could not be built"
}

need_shim() {
    may_build "$native_library" || return 0
    if [ ! -e "$native_library" ] || is_outdated "$native_stamp" "$root/CMakeLists.txt" \
        "$root/native/CMakeLists.txt" "$root/native/include" "$root/native/src"; then
        build_shim
    fi
}

# Sets preload_path. The loader splits LD_PRELOAD at spaces and colons and expands $: where the checkout's
# path has any of them, a symbolic link in a folder of the user's own leads there.
find_preload_path() {
    preload_path=$native_library
    case $native_library in
        *[[:space:]:\$]*) ;;
        *) return ;;
    esac
    user=$(id -u)
    links="/tmp/memscope-$user"
    mkdir -m 700 "$links" 2>/dev/null || true
    if [ -h "$links" ] || [ "$(stat -c '%u %a' "$links")" != "$user 700" ]; then
        fail 1 "the loader cannot preload from $root, and $links is not a private folder of yours"
    fi
    sum=$(printf '%s' "$root" | cksum)
    preload_path="$links/libmemscope-${sum%% *}.so"
    ln -sfn "$native_library" "$preload_path" || fail 1 "cannot write $preload_path"
}
