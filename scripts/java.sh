# Sourced by ./nodenet and ./demo: finds a Java that is new enough, and builds a jar that is missing.
# $program names the script in what it says.

fail() {
    echo "$program: $*" >&2
    exit 1
}

# Prints the major version of $java, which is in $home.
java_major() {
    if [ -r "$home/release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$home/release")
    else
        version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
    fi
    version=${version#1.}
    echo "${version%%[!0-9]*}"
}

# Sets $java to the command to use, $home to the directory of the JDK or JRE that it belongs to, and $major to its version.
find_java() {
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
        [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it"
    else
        java=$(command -v java) || fail "Java is missing: install a JDK, version 17 or newer, or set JAVA_HOME"
    fi
    home=$(dirname "$(dirname "$(readlink -f "$java" 2>/dev/null || echo "$java")")")
    major=$(java_major)
    [ "${major:-0}" -ge 17 ] || fail "Java 17 or newer is needed, but $java is version ${major:-unknown}"
}

# Builds module $2 of the project in $root if its jar $1 is missing.
build_if_missing() {
    [ ! -f "$1" ] || return 0
    command -v mvn >/dev/null || fail "Maven is missing: install Maven 3.8.7 or newer, it builds $1"
    [ -x "$home/bin/javac" ] ||
        fail "$java belongs to a JRE: building needs a JDK, version 17 or newer"
    echo "$program: building ${1#"$root/"} (once, takes a minute or two)" >&2
    said=$(cd "$root" && mvn -B -ntp -q -Dstyle.color=never -DskipTests -pl "$2" -am package 2>&1) || {
        echo "$said" >&2
        fail "the build failed, see above"
    }
}
