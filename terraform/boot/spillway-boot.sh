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
#   SPILLWAY_ARTIFACT_URI     the tarball: file://, https:// or s3://
#   SPILLWAY_ARTIFACT_SHA256  its checksum, 64 hexadecimal digits
#   SPILLWAY_CONFIG           config.yaml, in which @address@, @instance-id@ and @zone@ are replaced
# Optional:
#   SPILLWAY_CLOUD            aws (default) or none
#   SPILLWAY_JOB_URI, SPILLWAY_JOB_SHA256  the job's jar, for a JobManager
#   SPILLWAY_JOB_CLASS        its main class, where the jar's manifest has none
#   SPILLWAY_JOB_ARGUMENTS    its arguments, one a line
#   SPILLWAY_LIBRARIES        connectors and other jars for the class path, a line each: URI SHA-256
#   SPILLWAY_STOP_SECONDS     how long stopping may take (30): TimeoutStopSec of the unit and
#                             spillway.termination.grace-period
#   SPILLWAY_PREPARE          yes, no or auto: `spillway prepare` (auto: on a TaskManager)
#   SPILLWAY_GROUP, SPILLWAY_LAUNCH_HOOK  the launch that waits for this VM: abandoned when the boot
#                             fails, continued when a JobManager answers (a TaskManager's agent does
#                             it by itself)
#   SPILLWAY_LOG_GROUP        CloudWatch log group that logs are shipped to
#   SPILLWAY_BOOT_ROOT        prefix of every path that is written. Without systemd and root then: it
#                             ends by becoming the process
#   SPILLWAY_BOOT_ARGUMENTS   more arguments for the process, one a line, before all others
#   AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_AUTO_SCALING, AWS_ACCESS_KEY_ID,
#   AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_EC2_METADATA_SERVICE_ENDPOINT  as everywhere
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
CHANGED="" PHASE="" TABLE="" DETAIL="" WORK=""

say() { printf 'spillway-boot: %s\n' "$*"; }

die() {
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

# An item of the metadata service below /latest/, by IMDSv2.
metadata() {
    local at="${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}" options=(-sf -m 5 --retry 3 --retry-connrefused)
    at="${at%/}/latest"
    if [ -z "${TOKEN:-}" ]; then
        TOKEN="$(curl "${options[@]}" -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 300" "$at/api/token")" || return 1
    fi
    printf 'header = "X-aws-ec2-metadata-token: %s"\n' "$TOKEN" | curl "${options[@]}" --config - "$at/$1"
}

need_metadata() {
    metadata "$1" || die "the metadata service doesn't tell $1: is it switched on in the launch template?"
}

region() { if [ -n "${AWS_REGION:-}" ]; then echo "$AWS_REGION"; else need_metadata meta-data/placement/region; fi; }

instance_id() { need_metadata meta-data/instance-id; }

aws_address() { echo "https://$1.$2.$(metadata meta-data/services/domain || echo amazonaws.com)"; }

# signed_curl SERVICE REGION ARGUMENTS...: with the keys of the environment, or of the VM's role.
signed_curl() {
    local service="$1" region="$2" key="${AWS_ACCESS_KEY_ID:-}" secret="${AWS_SECRET_ACCESS_KEY:-}" session="${AWS_SESSION_TOKEN:-}"
    shift 2
    if [ -z "$key" ]; then
        local role answer
        role="$(metadata meta-data/iam/security-credentials/)" || die "this VM has no role (instance profile)"
        answer="$(metadata "meta-data/iam/security-credentials/${role%%$'\n'*}")" || die "the role $role gives no credentials"
        key="$(json_field AccessKeyId "$answer")"
        secret="$(json_field SecretAccessKey "$answer")"
        session="$(json_field Token "$answer")"
    fi
    {
        printf 'user = "%s:%s"\n' "$key" "$secret"
        [ -z "$session" ] || printf 'header = "x-amz-security-token: %s"\n' "$session"
    } | curl -sS -f --retry 3 --aws-sigv4 "aws:amz:$region:$service" --config - "$@"
}

json_field() { printf '%s' "$2" | tr -d '\n' | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }

# auto_scaling COMMAND ACTION NAME VALUE...: by the AWS CLI, or by signed curl.
auto_scaling() {
    local command="$1" action="$2" at="${AWS_ENDPOINT_URL_AUTO_SCALING:-}" region option arguments=()
    shift 2
    region="$(region)" || return 1
    if command -v aws >/dev/null; then
        while [ $# -gt 0 ]; do
            option="$(printf '%s' "$1" | sed 's/\([a-z]\)\([A-Z]\)/\1-\2/g' | tr '[:upper:]' '[:lower:]')"
            if [ "$2" = false ]; then arguments+=("--no-$option"); else arguments+=("--$option" "$2"); fi
            shift 2
        done
        aws autoscaling "$command" --region "$region" "${arguments[@]}"
    else
        while [ $# -gt 0 ]; do arguments+=(--data-urlencode "$1=$2") && shift 2; done
        signed_curl autoscaling "$region" -o /dev/null "${at:-$(aws_address autoscaling "$region")}/" \
            --data "Action=$action&Version=2011-01-01" "${arguments[@]}"
    fi
}

# Without any of it the launch hook's time-out ends the wait, and its default result is ABANDON.
report_unhealthy() {
    local id code=0
    [ "$CLOUD" = aws ] || return 0
    id="$(instance_id)" || return 1
    if auto_scaling set-instance-health SetInstanceHealth InstanceId "$id" HealthStatus Unhealthy ShouldRespectGracePeriod false; then
        say "reported $id unhealthy: $1"
    else
        say "$id couldn't be reported unhealthy; that takes autoscaling:SetInstanceHealth" >&2
        code=1
    fi
    if has_hook; then
        if complete_launch "$id" ABANDON; then
            say "abandoned the launch of $id"
        else
            say "the launch of $id isn't waited for any more, or the hook's time-out will abandon it" >&2
        fi
    fi
    return $code
}

has_hook() { [ "$CLOUD" = aws ] && [ -n "${SPILLWAY_GROUP:-}" ] && [ -n "${SPILLWAY_LAUNCH_HOOK:-}" ]; }

complete_launch() {
    auto_scaling complete-lifecycle-action CompleteLifecycleAction AutoScalingGroupName "$SPILLWAY_GROUP" \
        LifecycleHookName "$SPILLWAY_LAUNCH_HOOK" InstanceId "$1" LifecycleActionResult "$2"
}

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
            from_s3 "$uri" || die "$1: $uri can't be downloaded; that takes s3:GetObject, and a way to S3 (an endpoint in the VPC, or NAT)"
            ;;
        *) die "$1 is $shown: file:///…, https://… and s3://BUCKET/KEY are allowed" 2 ;;
    esac
    actual="$(sha256 "$FETCHED")"
    [ "$actual" = "$3" ] || die "$1: checksum mismatch, nothing of it is used: $shown has the SHA-256 $actual, and $3 is expected"
}

from_s3() {
    local path="${1#s3://}" region at
    region="$(region)"
    if command -v aws >/dev/null; then
        aws s3 cp --only-show-errors --region "$region" "$1" "$FETCHED"
    else
        at="${AWS_ENDPOINT_URL_S3:-$(aws_address s3 "$region")}"
        signed_curl s3 "$region" -H "x-amz-content-sha256: UNSIGNED-PAYLOAD" -o "$FETCHED" "${at%/}/$path"
    fi
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
    case "$CLOUD" in aws | none) ;; *) problem "SPILLWAY_CLOUD is '$CLOUD': aws and none are allowed" ;; esac
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
        apt-get -q update
        DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install openjdk-17-jre-headless
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
    config="$(replaced "$config" @address@ meta-data/local-ipv4)"
    config="$(replaced "$config" @instance-id@ meta-data/instance-id)"
    config="$(replaced "$config" @zone@ meta-data/placement/availability-zone)"
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

# replaced TEXT PLACEHOLDER ITEM: the metadata service isn't asked for what isn't used.
replaced() {
    local value
    case "$1" in
        *"$2"*)
            if [ "$CLOUD" = none ] && [ "$2" = @address@ ]; then
                value="$(hostname -I)" && value="${value%% *}"
            else
                value="$(need_metadata "$3")"
            fi
            printf '%s' "${1//"$2"/$value}"
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
    local agent=/opt/aws/amazon-cloudwatch-agent
    if [ -z "${SPILLWAY_LOG_GROUP:-}" ] || [ -n "$ROOT" ]; then
        DETAIL="not shipped"
        return
    fi
    [ -x $agent/bin/amazon-cloudwatch-agent-ctl ] || dnf -q -y install amazon-cloudwatch-agent
    printf '{"logs":{"logs_collected":{"files":{"collect_list":[{"file_path":"/var/log/spillway/*.log","log_group_name":"%s","log_stream_name":"{instance_id}-%s"},{"file_path":"/var/log/cloud-init-output.log","log_group_name":"%s","log_stream_name":"{instance_id}-boot"}]}}}}\n' \
        "$SPILLWAY_LOG_GROUP" "$ROLE" "$SPILLWAY_LOG_GROUP" >"$WORK/logs.json"
    if ! cmp -s "$WORK/logs.json" $agent/etc/spillway.json; then
        cp "$WORK/logs.json" $agent/etc/spillway.json
        $agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:$agent/etc/spillway.json >/dev/null
    fi
    DETAIL="to $SPILLWAY_LOG_GROUP"
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
# ends at once. Without the word of it, the launch hook's time-out abandons the launch.
answer_phase() {
    local port left="$ANSWER_SECONDS" id
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
    if [ -n "$CHANGED" ] && has_hook; then
        id="$(instance_id)"
        complete_launch "$id" CONTINUE ||
            die "the launch of $id can't be continued; that takes autoscaling:CompleteLifecycleAction on $SPILLWAY_GROUP and the hook $SPILLWAY_LAUNCH_HOOK"
        DETAIL="$DETAIL, in service"
    fi
}

become_process() {
    export SPILLWAY_CONF_DIR="$CONF" SPILLWAY_LOG_DIR="$ROOT/var/log/spillway"
    mkdir -p "$SPILLWAY_LOG_DIR"
    rm -rf "$WORK"
    trap - EXIT
    exec "$HOME_LINK/bin/spillway" "${ARGUMENTS[@]}"
}

ended() {
    local code=$?
    [ -z "$WORK" ] || rm -rf "$WORK"
    [ "$code" -ne 0 ] || return 0
    [ -z "$PHASE" ] || row "$PHASE" 0 "failed"
    print_table "failed with exit code $code"
    [ "$MODE" = image ] || report_unhealthy "boot failed${PHASE:+ at $PHASE}" || true
    exit "$code"
}

# --- main -----------------------------------------------------------------------------------

STARTED="$(now_ms)"
case "$MODE" in
    boot | image) ;;
    unhealthy)
        report_unhealthy "${2:-asked for}"
        exit
        ;;
    *) die "$MODE: image, unhealthy or nothing is allowed" 2 ;;
esac
trap ended EXIT
check_variables
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
