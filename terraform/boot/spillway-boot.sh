#!/usr/bin/env bash
#
# Licensed under the Apache License, Version 2.0; see LICENSE.
#
# Makes a fresh VM a TaskManager or a JobManager: JDK, tarball, libraries, configuration, systemd
# unit, started. Run again it changes nothing that is right already. It is run by root, by cloud-init
# as a rule: user data are lines that set the variables below, and then this script.
#
#   spillway-boot.sh                  boots
#   spillway-boot.sh image            for a machine image: JDK, tarball, libraries, prepared
#   spillway-boot.sh unhealthy WHY    reports this VM unhealthy, so that its group replaces it
#
# Required:
#   SPILLWAY_ROLE             taskmanager or jobmanager
#   SPILLWAY_ARTIFACT_URI     the tarball: file://, https://, s3:// or gs://
#   SPILLWAY_ARTIFACT_SHA256  its checksum, 64 hexadecimal digits
#   SPILLWAY_CONFIG           config.yaml, in which @address@, @instance-id@ and @zone@ are replaced
# Optional:
#   SPILLWAY_CLOUD            aws (default), gcp or none; cloud-aws.sh and cloud-gcp.sh have variables
#                             of their own
#   SPILLWAY_JOB_URI, SPILLWAY_JOB_SHA256  the job's jar, for a JobManager
#   SPILLWAY_JOB_CLASS        its main class, where the jar's manifest has none
#   SPILLWAY_JOB_ARGUMENTS    its arguments, one a line
#   SPILLWAY_LIBRARIES        connectors and other jars for the class path, a line each: URI SHA-256
#   SPILLWAY_STOP_SECONDS     how long stopping may take (30): TimeoutStopSec of the unit and
#                             spillway.termination.grace-period
#   SPILLWAY_PREPARE          yes, no or auto: `spillway prepare` (auto: on a TaskManager)
#   SPILLWAY_GROUP            the group that the VM belongs to
#   SPILLWAY_BOOT_ROOT        prefix of every path that is written. Without systemd and root then: it
#                             ends by becoming the process
#   SPILLWAY_BOOT_ARGUMENTS   more arguments for the process, one a line, before all others
#
# Exit codes: 0 done, 1 failed, 2 wrong variables. Secrets go to curl by its standard input, and
# never into the log or a command line.
set -euo pipefail
umask 022

readonly ROOT="${SPILLWAY_BOOT_ROOT:-}" MODE="${1:-boot}"
readonly ROLE="${SPILLWAY_ROLE:-}" CLOUD="${SPILLWAY_CLOUD:-aws}"
readonly UNIT="spillway-$ROLE.service" STOP_SECONDS="${SPILLWAY_STOP_SECONDS:-30}"
readonly HOME_LINK="$ROOT/opt/spillway" LIBRARIES="$ROOT/opt/spillway-lib" CONF="$ROOT/etc/spillway"
readonly ANSWER_SECONDS=240
CHANGED="" PHASE="" TABLE="" DETAIL="" WORK="" REASON=""
HERE="$(cd "$(dirname "$0")" && pwd)"

say() { printf 'spillway-boot: %s\n' "$*"; }

die() {
    REASON="$1"
    # From within a command substitution, too.
    [ ! -d "$WORK" ] || printf '%s' "$1" >"$WORK/reason"
    say "$1" >&2
    exit "${2:-1}"
}

# --- times ----------------------------------------------------------------------------------

now_ms() {
    local now="${EPOCHREALTIME:-}"
    now="${now/[.,]/}"
    if [ -n "$now" ]; then echo $((now / 1000)); else echo $(($(date +%s) * 1000)); fi
}

row() { TABLE="$TABLE$(printf '  %-14s %4d.%d s  %s' "$1" $(($2 / 1000)) $(($2 / 100 % 10)) "$3")"$'\n'; }

# phase NAME COMMAND...: the command says what it did in DETAIL.
phase() {
    local start
    PHASE="$1" DETAIL=""
    start="$(now_ms)"
    shift
    "$@"
    row "$PHASE" $(($(now_ms) - start)) "$DETAIL"
    PHASE=""
}

print_table() {
    row all $(($(now_ms) - STARTED)) "$1"
    say "phases"
    printf '%s' "$TABLE"
}

# --- the cloud ------------------------------------------------------------------------------

# What is special to a cloud is in cloud-NAME.sh: NAME_fact, NAME_download, NAME_unhealthy,
# NAME_release, NAME_in_service and NAME_ship_logs. User data have it before this script; otherwise it
# lies beside.
load_cloud() {
    declare -F "$1_fact" >/dev/null && return 0
    [ -r "$HERE/cloud-$1.sh" ] || die "there is no $HERE/cloud-$1.sh: it belongs to this script"
    # shellcheck source=/dev/null
    source "$HERE/cloud-$1.sh"
}

# A machine in no cloud knows its address.
none_fact() {
    local address
    [ "$1" = address ] || die "SPILLWAY_CONFIG has @$1@, which SPILLWAY_CLOUD 'none' doesn't tell"
    address="$(hostname -I)" && echo "${address%% *}"
}

# give_up WHY MORE: tells the group, which replaces the VM, and sees that it can go. What is said last
# is why: once it may go, the VM can be gone at any moment.
give_up() {
    local heard=""
    # In shells of their own: what is wrong there isn't why.
    case "$CLOUD" in
        aws | gcp | none) if (load_cloud "$CLOUD" && "${CLOUD}_unhealthy" "$1"); then heard=yes; fi ;;
    esac
    say "$2" >&2
    [ -n "$heard" ] || return 1
    (load_cloud "$CLOUD" && "${CLOUD}_release") || say "$2" >&2
}

# Whether there is an agent, or systemd will start it again.
unit_runs() {
    [ -z "$ROOT" ] || return 1
    case "$(systemctl show -p ActiveState --value "$UNIT")" in
        active | activating | deactivating | reloading) ;;
        *) return 1 ;;
    esac
}

none_unhealthy() { :; }
none_release() { :; }
none_in_service() { :; }
none_ship_logs() { :; }

json_field() { printf '%s' "$2" | tr -d '\n' | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }

# --- files ----------------------------------------------------------------------------------

sha256() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1; }

# fetch NAME URI SHA256: sets FETCHED to a file with that content.
fetch() {
    local uri="$2" shown="${2%%\?*}" actual
    FETCHED="$WORK/${shown##*/}"
    case "$uri" in
        file:///*)
            FETCHED="${uri#file://}"
            [ -r "$FETCHED" ] || die "$1: there is no readable file $FETCHED"
            ;;
        https://*)
            printf 'url = "%s"\n' "$uri" | curl -sS -f -L --retry 5 -o "$FETCHED" --config - ||
                die "$1: $shown can't be downloaded"
            ;;
        s3://*/*)
            load_cloud aws
            aws_download "$uri" "$FETCHED" || die "$1: $uri can't be downloaded; that takes s3:GetObject, and a way to S3 (an endpoint in the VPC, or NAT)"
            ;;
        gs://*/*)
            load_cloud gcp
            gcp_download "$uri" "$FETCHED" || die "$1: $uri can't be downloaded; that takes storage.objects.get, and a way to Google's APIs (Private Google Access in the subnet, or NAT)"
            ;;
        *) die "$1 is $shown: file:///…, https://…, s3://BUCKET/KEY and gs://BUCKET/OBJECT are allowed" 2 ;;
    esac
    actual="$(sha256 "$FETCHED")"
    [ "$actual" = "$3" ] || die "$1: checksum mismatch, nothing of it is used: $shown has the SHA-256 $actual, and $3 is expected"
}

# put MODE FILE: standard input becomes the file, where it isn't that already.
put() {
    local content="$WORK/content"
    cat >"$content"
    if [ -e "$2" ] && cmp -s "$content" "$2"; then return; fi
    mkdir -p "$(dirname "$2")"
    chmod "$1" "$content"
    mv -f "$content" "$2"
    CHANGED=1
}

each_line() { printf '%s\n' "$1" | sed -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//' -e '/^$/d'; }

# --- phases ---------------------------------------------------------------------------------

check_variables() {
    local problems="" line
    case "$ROOT" in '' | /*) ;; *) die "SPILLWAY_BOOT_ROOT is '$ROOT': an absolute path is allowed" 2 ;; esac
    problem() { problems="$problems"$'\n'"  $1"; }
    sha_problem() { [[ "$2" =~ ^[0-9a-f]{64}$ ]] || problem "$1 is '$2': 64 hexadecimal digits, in lower case, are allowed"; }
    case "$ROLE" in taskmanager | jobmanager) ;; *) problem "SPILLWAY_ROLE is '$ROLE': taskmanager and jobmanager are allowed" ;; esac
    case "$CLOUD" in aws | gcp | none) ;; *) problem "SPILLWAY_CLOUD is '$CLOUD': aws, gcp and none are allowed" ;; esac
    [ -n "${SPILLWAY_ARTIFACT_URI:-}" ] || problem "SPILLWAY_ARTIFACT_URI is missing: where the tarball is"
    sha_problem SPILLWAY_ARTIFACT_SHA256 "${SPILLWAY_ARTIFACT_SHA256:-}"
    [ "$MODE" = image ] || [ -n "${SPILLWAY_CONFIG:-}" ] || problem "SPILLWAY_CONFIG is missing: the content of config.yaml"
    [ -z "${SPILLWAY_JOB_URI:-}" ] || sha_problem SPILLWAY_JOB_SHA256 "${SPILLWAY_JOB_SHA256:-}"
    if [ "$ROLE" = jobmanager ] && [ -z "${SPILLWAY_JOB_URI:-}" ]; then problem "SPILLWAY_JOB_URI is missing: where the job's jar is"; fi
    [[ "$STOP_SECONDS" =~ ^[1-9][0-9]{0,4}$ ]] || problem "SPILLWAY_STOP_SECONDS is '$STOP_SECONDS': 1 to 99999 are allowed"
    case "${SPILLWAY_PREPARE:-auto}" in yes | no | auto) ;; *) problem "SPILLWAY_PREPARE is '$SPILLWAY_PREPARE': yes, no and auto are allowed" ;; esac
    while read -r line; do
        [[ "$line" =~ ^[^[:space:]]+[[:space:]]+[0-9a-f]{64}$ ]] || problem "SPILLWAY_LIBRARIES: '$line': a URI and its SHA-256 are allowed"
    done < <(each_line "${SPILLWAY_LIBRARIES:-}")
    if [ -z "$ROOT" ] && [ "$(id -u)" -ne 0 ]; then problem "this is user $(id -un): it has to run as root, or with SPILLWAY_BOOT_ROOT"; fi
    [ -z "$problems" ] || die "wrong variables:$problems" 2
}

java_version() {
    local line
    line="$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1)" || return 1
    line="${line#*version \"}"
    echo "${line%%\"*}"
}

java_suffices() {
    local version
    version="$(java_version)" && version="${version%%[!0-9]*}" && [ -n "$version" ] && [ "$version" -ge 17 ]
}

java_phase() {
    if java_suffices; then
        DETAIL="$(java_version) is there"
        return
    fi
    [ -z "$ROOT" ] || die "there is no JDK 17 or newer, and with SPILLWAY_BOOT_ROOT none is installed"
    if command -v dnf >/dev/null; then
        dnf -q -y install java-17-amazon-corretto-headless || dnf -q -y install java-17-openjdk-headless
    elif command -v apt-get >/dev/null; then
        # A fresh VM updates itself meanwhile.
        apt-get -q -o DPkg::Lock::Timeout=120 update
        DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 --no-install-recommends install openjdk-17-jre-headless
    else
        die "there is neither dnf nor apt-get here: put a JDK 17 or newer into the machine image"
    fi
    java_suffices || die "the JDK was installed, and there is still no java of version 17 or newer on the PATH"
    DETAIL="$(java_version) installed"
}

tarball_phase() {
    local releases="$ROOT/opt/spillway-releases" release
    release="$releases/$SPILLWAY_ARTIFACT_SHA256"
    DETAIL="is there"
    if [ ! -d "$release" ]; then
        fetch SPILLWAY_ARTIFACT_URI "$SPILLWAY_ARTIFACT_URI" "$SPILLWAY_ARTIFACT_SHA256"
        mkdir -p "$releases" "$WORK/release"
        tar -xzf "$FETCHED" -C "$WORK/release" --strip-components=1 --no-same-owner ||
            die "SPILLWAY_ARTIFACT_URI: $FETCHED can't be unpacked"
        [ -x "$WORK/release/bin/spillway" ] || die "SPILLWAY_ARTIFACT_URI: there is no bin/spillway in ${SPILLWAY_ARTIFACT_URI%%\?*}"
        mv "$WORK/release" "$release"
        DETAIL="unpacked, checksum right"
    fi
    if [ "$(readlink "$HOME_LINK" 2>/dev/null)" != "$release" ]; then
        # -n: a link to another release is replaced, and not followed.
        ln -sfn "$release" "$HOME_LINK"
        CHANGED=1
    fi
}

libraries_phase() {
    local uri sha jar wanted="" count=0
    while read -r uri sha; do
        jar="${uri%%\?*}"
        jar="${jar##*/}"
        wanted="$wanted/$jar/"
        count=$((count + 1))
        if [ ! -e "$LIBRARIES/$jar" ] || [ "$(sha256 "$LIBRARIES/$jar")" != "$sha" ]; then
            fetch SPILLWAY_LIBRARIES "$uri" "$sha"
            put 0644 "$LIBRARIES/$jar" <"$FETCHED"
        fi
    done < <(each_line "${SPILLWAY_LIBRARIES:-}")
    for jar in "$LIBRARIES"/*.jar; do
        case "$wanted" in
            *"/${jar##*/}/"*) ;;
            *) [ ! -e "$jar" ] || { rm -f "$jar" && CHANGED=1; } ;;
        esac
    done
    [ "$count" -eq 0 ] || export SPILLWAY_CLASS_PATH="$LIBRARIES"
    DETAIL="$count"
}

# The job's jar is put there once: `spillway upgrade` may have replaced it since.
job_phase() {
    local usrlib="$HOME_LINK/usrlib" last=""
    [ ! -e "$usrlib/.booted" ] || read -r last <"$usrlib/.booted"
    DETAIL="is there"
    if [ "$last" != "$SPILLWAY_JOB_SHA256" ]; then
        fetch SPILLWAY_JOB_URI "$SPILLWAY_JOB_URI" "$SPILLWAY_JOB_SHA256"
        rm -f "$usrlib"/*.jar
        put 0644 "$usrlib/$(basename "${SPILLWAY_JOB_URI%%\?*}")" <"$FETCHED"
        echo "$SPILLWAY_JOB_SHA256" | put 0644 "$usrlib/.booted"
        DETAIL="copied, checksum right"
    fi
}

configuration_phase() {
    local config="$SPILLWAY_CONFIG" file mode=0644
    if [ -z "$ROOT" ]; then
        put 0644 /etc/sysusers.d/spillway.conf <"$HOME_LINK/systemd/spillway.sysusers.conf"
        systemd-sysusers
        # Only Spillway reads it, should there be a password in it.
        mkdir -p "$CONF" && chgrp spillway "$CONF" && chmod 2750 "$CONF"
        mode=0640
    fi
    config="$(replaced "$config" address)"
    config="$(replaced "$config" instance-id)"
    config="$(replaced "$config" zone)"
    case $'\n'"$config" in
        *$'\n'spillway.termination.grace-period:*) ;;
        *) config="$config"$'\n'"spillway.termination.grace-period: $STOP_SECONDS s" ;;
    esac
    DETAIL="unchanged"
    printf '%s\n' "$config" | put "$mode" "$CONF/config.yaml"
    for file in "$HOME_LINK"/conf/log4j2-*.properties; do
        [ ! -e "$file" ] || put "$mode" "$CONF/${file##*/}" <"$file"
    done
    if [ -z "$ROOT" ]; then chgrp -R spillway "$CONF"; fi
    [ -z "$CHANGED" ] || DETAIL="$CONF/config.yaml"
}

# replaced TEXT FACT: the metadata service isn't asked for what isn't used.
replaced() {
    local value
    case "$1" in
        *"@$2@"*)
            value="$("${CLOUD}_fact" "$2")" || return 1
            printf '%s' "${1//"@$2@"/$value}"
            ;;
        *) printf '%s' "$1" ;;
    esac
}

prepare_phase() {
    case "${SPILLWAY_PREPARE:-auto}$MODE$ROLE" in
        no* | autobootjobmanager) DETAIL="not wanted" ;;
        *)
            if "$HOME_LINK/bin/spillway" prepare >"$WORK/prepare" 2>&1; then
                DETAIL="$(cut -d : -f 1 "$WORK/prepare" | tail -n 1)"
            else
                # The TaskManager works without it, only later.
                DETAIL="failed, goes on without: $(tail -n 1 "$WORK/prepare")"
            fi
            ;;
    esac
}

# One argument as systemd reads it.
systemd_quoted() {
    local text="${1//\\/\\\\}"
    text="${text//\"/\\\"}"
    text="${text//%/%%}"
    printf ' "%s"' "${text//\$/\$\$}"
}

read_arguments() {
    local line
    ARGUMENTS=("$ROLE")
    while IFS= read -r line; do ARGUMENTS+=("$line"); done < <(each_line "${SPILLWAY_BOOT_ARGUMENTS:-}")
    if [ "$ROLE" = jobmanager ]; then
        [ -z "${SPILLWAY_JOB_CLASS:-}" ] || ARGUMENTS+=("--job-class=$SPILLWAY_JOB_CLASS")
        ARGUMENTS+=(--)
        while IFS= read -r line; do ARGUMENTS+=("$line"); done < <(each_line "${SPILLWAY_JOB_ARGUMENTS:-}")
    fi
}

logs_phase() {
    DETAIL="not shipped"
    [ -n "$ROOT" ] || "${CLOUD}_ship_logs"
}

# With SPILLWAY_BOOT_ROOT the units are written, too, and nobody starts them.
service_phase() {
    local argument exec="$HOME_LINK/bin/spillway" environment=("SPILLWAY_CONF_DIR=$CONF") lines=""
    local units="$ROOT/etc/systemd/system" self="$ROOT/opt/spillway-boot/boot.sh"
    [ -z "${SPILLWAY_CLASS_PATH:-}" ] || environment+=("SPILLWAY_CLASS_PATH=$SPILLWAY_CLASS_PATH")
    [ -z "${JAVA_HOME:-}" ] || environment+=("JAVA_HOME=$JAVA_HOME")
    for argument in "${ARGUMENTS[@]}"; do exec="$exec$(systemd_quoted "$argument")"; done
    for argument in "${environment[@]}"; do lines="${lines}Environment=$(systemd_quoted "$argument")"$'\n'; done
    [ ! -f "$0" ] || [ "$0" -ef "$self" ] || put 0700 "$self" <"$0"
    [ ! -f "$HERE/cloud-$CLOUD.sh" ] || put 0644 "${self%/*}/cloud-$CLOUD.sh" <"$HERE/cloud-$CLOUD.sh"
    put 0644 "$units/$UNIT" <"$HOME_LINK/systemd/$UNIT"
    printf '[Unit]\nOnFailure=spillway-unhealthy.service\n[Service]\n%sTimeoutStopSec=%ss\nExecStart=\nExecStart=%s\n' \
        "$lines" "$STOP_SECONDS" "$exec" | put 0644 "$units/$UNIT.d/boot.conf"
    # A unit that systemd starts again isn't failed any more by then.
    printf '[Unit]\nDescription=Spillway reports this VM unhealthy\n[Service]\nType=oneshot\nExecCondition=/bin/sleep 5\nExecCondition=systemctl is-failed --quiet %s\nExecStart=/usr/bin/env bash %s unhealthy "%s has failed"\n' \
        "$UNIT" "$self" "$UNIT" | put 0644 "$units/spillway-unhealthy.service"
    DETAIL="unchanged"
    if [ -n "$ROOT" ]; then
        [ -z "$CHANGED" ] || DETAIL="written"
    elif [ -z "$CHANGED" ]; then
        systemctl is-active --quiet "$UNIT" || systemctl start "$UNIT"
    else
        systemctl daemon-reload
        systemctl -q enable "$UNIT"
        # A TaskManager that runs already, with what was there before, is drained by it.
        systemctl restart "$UNIT"
        DETAIL="started"
    fi
}

# A JobManager is in service when it answers, and stays: one that has another jar than the stored job
# ends at once.
answer_phase() {
    local port left="$ANSWER_SECONDS"
    port="$(sed -n 's/^rest\.port: *"*\([0-9]*\).*/\1/p' "$CONF/config.yaml")"
    until (exec 3<>"/dev/tcp/127.0.0.1/${port:-8081}") 2>/dev/null && sleep 3 && systemctl is-active --quiet "$UNIT"; do
        left=$((left - 1))
        if [ "$left" -le 0 ] || systemctl is-failed --quiet "$UNIT"; then
            journalctl -u "$UNIT" -n 20 -o cat --no-pager || true
            die "the JobManager doesn't answer on port ${port:-8081}; its last lines are above"
        fi
        sleep 1
    done
    DETAIL="on port ${port:-8081}"
    [ -z "$CHANGED" ] || "${CLOUD}_in_service"
}

become_process() {
    export SPILLWAY_CONF_DIR="$CONF" SPILLWAY_LOG_DIR="$ROOT/var/log/spillway"
    mkdir -p "$SPILLWAY_LOG_DIR"
    rm -rf "$WORK"
    trap - EXIT
    exec "$HOME_LINK/bin/spillway" "${ARGUMENTS[@]}"
}

ended() {
    local code=$? why="$MODE failed${PHASE:+ at $PHASE}"
    if [ -n "$WORK" ]; then
        [ -n "$REASON" ] || [ ! -e "$WORK/reason" ] || REASON="$(cat "$WORK/reason")"
        rm -rf "$WORK"
        WORK=""
    fi
    [ "$code" -ne 0 ] || return 0
    [ -z "$PHASE" ] || row "$PHASE" 0 "failed"
    print_table "failed with exit code $code"
    [ "$MODE" = image ] || give_up "$why" "$why${REASON:+: $REASON}" || true
    exit "$code"
}

# --- main -----------------------------------------------------------------------------------

STARTED="$(now_ms)"
case "$MODE" in
    boot | image) ;;
    unhealthy)
        give_up "${2:-asked for}" "${2:-asked for}"
        exit
        ;;
    *) die "$MODE: image, unhealthy or nothing is allowed" 2 ;;
esac
trap ended EXIT
check_variables
load_cloud "$CLOUD"
mkdir -p "$ROOT/opt" "$ROOT/etc"
WORK="$(mktemp -d "$ROOT/opt/.spillway-boot-XXXXXX")"
phase java java_phase
phase tarball tarball_phase
phase libraries libraries_phase
if [ "$MODE" = boot ]; then
    [ "$ROLE" = taskmanager ] || phase job job_phase
    phase configuration configuration_phase
    phase logs logs_phase
fi
phase prepare prepare_phase
if [ "$MODE" = boot ]; then
    read_arguments
    phase service service_phase
    if [ -z "$ROOT" ] && [ "$ROLE" = jobmanager ]; then phase answer answer_phase; fi
fi
print_table "$MODE of a $ROLE"
if [ "$MODE" = boot ] && [ -n "$ROOT" ]; then become_process; fi
