# Sourced by ./nodenet and ./demo after scripts/java.sh: makes and finds an archive of the classes that a start loads (class data
# sharing), which halves what a start costs; docs/decisions/015. Without one everything works as well.
#
# An archive is used only if it is of this Java, of this jar and whole: with one that it refuses the JVM does without that of the JDK, too,
# JDK 25 says so on standard output, and JDK 17 dies of one that was cut short. So its name is <key>.<bytes>.jsa, where the key stands
# for the Java and for the place of the jar, and the jar has not changed since: the time of its last change of status counts, since a build
# may give each jar the same time of modification.

archive_limit=120 # seconds that one step of making an archive may take, where there is the command timeout

# The JVM warns on standard error only: standard output belongs to the program. Nothing is said of an archive that is refused all the same.
quiet_jvm="-Xlog:disable -Xlog:all=warning:stderr -Xlog:cds*=off:stderr"

# Sets $archive to an archive for jar $1 and the Java of find_java, kept in directory $2, or to nothing. Makes it first where that is possible: archive_classes, which
# the caller defines, writes one to the file $1 and may use the directory $2.
use_archive() {
    archive=
    [ "${NODENET_CLASS_ARCHIVE:-on}" != off ] || return 0
    key=$({ echo "$java $1" && cat "$home/release" 2>/dev/null || "$java" -version 2>&1; } | cksum)
    key=${key%% *}
    find_archive "$1" "$2"
    if [ -z "$archive" ] && mkdir -p "$2" 2>/dev/null && [ -w "$2" ] && lock_archives "$2"; then
        [ ! -t 2 ] || echo "$program: preparing faster starts (once for each build and JDK)" >&2
        make_archive "$1" "$2"
        find_archive "$1" "$2"
    fi
}

# Sets $archive to the archive for jar $1 in directory $2 that can be used, or to nothing.
find_archive() {
    archive=
    for candidate in "$2/$key".*.jsa; do
        if [ -r "$candidate" ] && [ "$candidate" = "$2/$key.$(bytes "$candidate").jsa" ] && ! is_newer "$1" "$candidate"; then
            archive=$candidate
        fi
    done
}

bytes() {
    echo $(($(wc -c <"$1")))
}

# Answers whether file $1 has changed since file $2 was made; yes if that cannot be told.
is_newer() {
    [ -n "$(find "$1" -cnewer "$2" 2>/dev/null || echo unknown)" ]
}

# Takes the lock of directory $1, also from a process that is gone; fails if another one makes an archive.
lock_archives() {
    lock=$1/lock
    ln -s $$ "$lock" 2>/dev/null && return 0
    owner=$(readlink "$lock") && ! kill -0 "$owner" 2>/dev/null || return 1
    rm -rf "$lock" "$1"/work.*
    ln -s $$ "$lock" 2>/dev/null
}

# Makes an archive for jar $1 in directory $2, whose lock is ours, and lets go of the lock. What fails leaves no archive.
make_archive() {
    work=$2/work.$$
    child=
    trap 'abandon_archive 129' HUP
    trap 'abandon_archive 130' INT
    trap 'abandon_archive 143' TERM
    if mkdir "$work" && : >"$work/began"; then
        for old in "$2"/*.jsa; do
            case $old in
                "$2/$key".*) rm -f "$old" ;;
                *) ! is_newer "$1" "$old" || rm -f "$old" ;;
            esac
        done
        if archive_classes "$work/jsa" "$work" && [ -s "$work/jsa" ]; then
            chmod u+w "$work/jsa" && touch -r "$work/began" "$work/jsa" && mv -f "$work/jsa" "$2/$key.$(bytes "$work/jsa").jsa"
        fi
    fi >/dev/null 2>&1 || :
    rm -rf "$work" "$lock"
    trap - HUP INT TERM
}

abandon_archive() {
    [ -z "$child" ] || kill "$child" 2>/dev/null || :
    rm -rf "$work" "$lock"
    exit "$1"
}

# Runs a command without input; a signal that ends this script ends it, too.
step() {
    if command -v timeout >/dev/null; then
        timeout -k 5 "$archive_limit" "$@" </dev/null &
    else
        "$@" </dev/null &
    fi
    child=$!
    wait "$child" && outcome=0 || outcome=$?
    child=
    return "$outcome"
}
