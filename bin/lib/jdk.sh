# Sourced: finds JDK 25 and starts the exporter on it.
# shellcheck shell=sh

jdk_version=25

# is_jdk DIRECTORY: whether it holds a JDK of our version. Reads its release file: starting java to ask
# takes forty milliseconds.
is_jdk() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS= read -r line; do
        case $line in
            "JAVA_VERSION=\"$jdk_version\"" | "JAVA_VERSION=\"$jdk_version."*) return 0 ;;
        esac
    done <"$1/release"
    return 1
}

# Sets jdk; fails when there is none.
find_jdk() {
    on_path=$(command -v javac || true)
    if [ -n "$on_path" ]; then
        on_path=$(readlink -f "$on_path")
        on_path=${on_path%/bin/javac}
    fi
    for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* "${HOME:-}"/.sdkman/candidates/java/* \
        "${HOME:-}"/.jdks/* /opt/*jdk*; do
        if [ -n "$candidate" ] && is_jdk "$candidate"; then
            jdk=$candidate
            return 0
        fi
    done
    return 1
}

# Sets jdk, installing one where apt knows it.
need_jdk() {
    find_jdk && return
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        # Without this, apt-cache finds nothing on a fresh machine.
        apt-get update -q >&2 || true
    fi
    for package in openjdk-$jdk_version-jdk-headless temurin-$jdk_version-jdk; do
        if command -v apt-cache >/dev/null && [ -n "$(apt-cache search --names-only "^$package\$")" ]; then
            install_packages "no JDK $jdk_version found" "$package"
            find_jdk && return
        fi
    done
    fail 1 "no JDK $jdk_version found. Install one (temurin-$jdk_version-jdk, see" \
        "https://adoptium.net/installation/linux; or openjdk-$jdk_version-jdk where your system has it)" \
        "or type: export JAVA_HOME=/path/to/jdk-$jdk_version"
}

exporter_jar="$root/export/target/memscope-export.jar"
exporter_warmth="$root/export/target/memscope-export.aot"
exporter_stamp="$root/export/target/.memscope-export-is-built"

# run_maven ARGUMENT...: Maven on our JDK, in the root folder.
run_maven() {
    need_jdk
    need_commands mvn=maven
    (
        cd "$root" || exit 1
        # Maven reads MAVEN_ARGS itself only from 3.9 on.
        # shellcheck disable=SC2086 # a list of words
        JAVA_HOME=$jdk MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" \
            mvn -B -ntp ${MAVEN_ARGS:-} "$@"
    )
}

is_exporter_outdated() {
    is_outdated "$exporter_stamp" "$root/pom.xml" "$root"/*/pom.xml "$root"/store/*/pom.xml \
        "$root"/store/*/src/main "$root/dashboard/src/main" "$root/export/src/main" "$root/native/include"
}

need_exporter() {
    may_build "$exporter_jar" || return 0
    is_exporter_outdated || return 0
    # Maven calls CMake as well, but shows nothing of what it says.
    need_shim
    mkdir -p "$root/export/target"
    (
        flock 9
        if is_exporter_outdated; then
            say "building the exporter (the first time this takes a minute or two)"
            run_maven -q -DskipTests -Dcmake.target=memscope -pl export -am package >&2 &&
                touch "$exporter_stamp" &&
                { warm_exporter || true; }
        fi
    ) 9>"$root/export/target/.lock" || fail 1 "the exporter could not be built"
}

# Options of each JVM that exports. Large pages: the table of live blocks is read at random, and they spare
# most of its address translations; the JVM would print a warning where the kernel has none.
set_java_options() {
    java_options=-XX:+UseSerialGC
    ! grep -qs '\[madvise\]\|\[always\]' /sys/kernel/mm/transparent_hugepage/enabled ||
        java_options="$java_options -XX:+UseTransparentHugePages"
}

# Keeps what the JVM learns in an export (classes loaded, methods compiled) in a file for all later ones:
# more than a second less at each start. Without it everything works as well.
warm_exporter() (
    set_java_options
    warmth=$(mktemp -d) || exit 1
    trap 'rm -rf "$warmth"' EXIT
    find_preload_path
    LD_PRELOAD="$preload_path" MEMSCOPE_OUT="$warmth/run" ls / >/dev/null 2>&1
    # shellcheck disable=SC2086 # a list of options
    "$jdk/bin/java" "@$root/store/chronicle/jvm.options" $java_options -XX:AOTCacheOutput="$exporter_warmth" \
        -cp "$exporter_jar" io.memscope.export.cli.MemscopeExportCommand "$warmth/run" -o "$warmth/report" \
        >/dev/null 2>&1 || rm -f "$exporter_warmth"
)

# launch_java CLASS ARGUMENT...: becomes the Java command.
launch_java() {
    class=$1
    shift
    need_jdk
    need_exporter
    # In a locale of ASCII letters alone (cron, ssh, containers) the JVM cannot open files whose names have others.
    [ "$(locale charmap 2>/dev/null)" != ANSI_X3.4-1968 ] || export LC_ALL=C.UTF-8
    set_java_options
    set -- -cp "$exporter_jar" "$class" "$@"
    # Another JDK, or jars built since, make the JVM do without, and say so: it is told to say nothing.
    [ -z "$(find "$exporter_warmth" -newer "$exporter_jar" 2>/dev/null)" ] ||
        set -- "-XX:AOTCache=$exporter_warmth" -Xlog:disable "$@"
    # shellcheck disable=SC2086 # a list of options
    exec "$jdk/bin/java" "@$root/store/chronicle/jvm.options" $java_options ${MEMSCOPE_JAVA_OPTIONS:-} "$@"
}
