# Sourced by the commands in bin/: what they all need. POSIX sh.
# shellcheck shell=sh

# Prints a message to standard error; standard output is for results.
say() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
}

# fail STATUS MESSAGE...: says why and ends the command.
fail() {
    fail_status=$1
    shift
    say "$@"
    exit "$fail_status"
}

# install_packages REASON PACKAGE...: has Debian packages installed when we may, else says what to type.
install_packages() {
    reason=$1
    shift
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        say "$reason, installing: $*"
        if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2; then
            # The package lists of a fresh machine are empty or old.
            apt-get update -q >&2 || fail 1 "apt-get update failed"
            DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2 ||
                fail 1 "cannot install: $*"
        fi
    elif command -v apt-get >/dev/null; then
        fail 1 "$reason. Type: sudo apt-get install $*"
    else
        fail 1 "$reason. Install what Debian calls: $*"
    fi
}

# need_commands COMMAND=PACKAGE...: makes sure that the commands exist.
need_commands() {
    missing_commands=
    missing_packages=
    for need in "$@"; do
        if ! command -v "${need%%=*}" >/dev/null; then
            missing_commands="$missing_commands ${need%%=*}"
            missing_packages="$missing_packages ${need#*=}"
        fi
    done
    if [ -n "$missing_packages" ]; then
        # shellcheck disable=SC2086 # a list of words
        install_packages "missing:$missing_commands" $missing_packages
    fi
}

# is_outdated STAMP PATH...: whether the stamp is missing or one of the paths is newer.
is_outdated() {
    stamp=$1
    shift
    [ ! -e "$stamp" ] || [ -n "$(find "$@" -newer "$stamp" -print 2>/dev/null | head -n 1)" ]
}

# may_build FILE: whether the command may build FILE anew. Not where it was installed by somebody else, and not in
# tests that Maven runs: what they call is what Maven has just built.
may_build() {
    [ "${MEMSCOPE_BUILD:-}" != never ] && { [ ! -e "$1" ] || [ -w "$1" ]; }
}
