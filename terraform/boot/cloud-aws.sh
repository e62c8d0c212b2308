# shellcheck shell=bash
#
# Licensed under the Apache License, Version 2.0; see LICENSE.
#
# What spillway-boot.sh needs to know of AWS. Its variables, all optional:
#   SPILLWAY_GROUP, SPILLWAY_LAUNCH_HOOK  the launch that waits for this VM: abandoned when the boot
#                             fails, continued when a JobManager answers (a TaskManager's agent does
#                             it by itself)
#   SPILLWAY_TERMINATE_HOOK   the group's hook for the end of this VM: completed when the boot has
#                             failed, since there is no agent then that does it
#   SPILLWAY_LOG_GROUP        CloudWatch log group that logs are shipped to
#   AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_AUTO_SCALING, AWS_ACCESS_KEY_ID,
#   AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_EC2_METADATA_SERVICE_ENDPOINT  as everywhere

# An item of the metadata service below /latest/, by IMDSv2.
aws_metadata() {
    local at="${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}" options=(-sf -m 5 --retry 3 --retry-connrefused)
    at="${at%/}/latest"
    if [ -z "${AWS_METADATA_KEY:-}" ]; then
        AWS_METADATA_KEY="$(curl "${options[@]}" -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 300" "$at/api/token")" || return 1
    fi
    printf 'header = "X-aws-ec2-metadata-token: %s"\n' "$AWS_METADATA_KEY" | curl "${options[@]}" --config - "$at/$1"
}

aws_need_metadata() {
    aws_metadata "$1" || die "the metadata service doesn't tell $1: is it switched on in the launch template?"
}

aws_fact() {
    case "$1" in
        address) aws_need_metadata meta-data/local-ipv4 ;;
        instance-id) aws_need_metadata meta-data/instance-id ;;
        zone) aws_need_metadata meta-data/placement/availability-zone ;;
    esac
}

aws_region() { if [ -n "${AWS_REGION:-}" ]; then echo "$AWS_REGION"; else aws_need_metadata meta-data/placement/region; fi; }

aws_address() { echo "https://$1.$2.$(aws_metadata meta-data/services/domain || echo amazonaws.com)"; }

# aws_signed_curl SERVICE REGION ARGUMENTS...: with the keys of the environment, or of the VM's role.
aws_signed_curl() {
    local service="$1" region="$2" key="${AWS_ACCESS_KEY_ID:-}" secret="${AWS_SECRET_ACCESS_KEY:-}" session="${AWS_SESSION_TOKEN:-}"
    shift 2
    if [ -z "$key" ]; then
        local name answer
        name="$(aws_metadata meta-data/iam/security-credentials/)" || die "this VM has no role (instance profile)"
        answer="$(aws_metadata "meta-data/iam/security-credentials/${name%%$'\n'*}")" || die "the role $name gives no credentials"
        key="$(json_field AccessKeyId "$answer")"
        secret="$(json_field SecretAccessKey "$answer")"
        session="$(json_field Token "$answer")"
    fi
    {
        printf 'user = "%s:%s"\n' "$key" "$secret"
        [ -z "$session" ] || printf 'header = "x-amz-security-token: %s"\n' "$session"
    } | curl -sS -f --retry 3 --aws-sigv4 "aws:amz:$region:$service" --config - "$@"
}

# aws_download URI FILE: by the AWS CLI, or by signed curl.
aws_download() {
    local path="${1#s3://}" region at
    region="$(aws_region)" || return 1
    if command -v aws >/dev/null; then
        aws s3 cp --only-show-errors --region "$region" "$1" "$2"
    else
        at="${AWS_ENDPOINT_URL_S3:-$(aws_address s3 "$region")}"
        aws_signed_curl s3 "$region" -H "x-amz-content-sha256: UNSIGNED-PAYLOAD" -o "$2" "${at%/}/$path"
    fi
}

# aws_auto_scaling COMMAND ACTION NAME VALUE...: likewise.
aws_auto_scaling() {
    local command="$1" action="$2" at="${AWS_ENDPOINT_URL_AUTO_SCALING:-}" region option arguments=()
    shift 2
    region="$(aws_region)" || return 1
    if command -v aws >/dev/null; then
        while [ $# -gt 0 ]; do
            option="$(printf '%s' "$1" | sed 's/\([a-z]\)\([A-Z]\)/\1-\2/g' | tr '[:upper:]' '[:lower:]')"
            if [ "$2" = false ]; then arguments+=("--no-$option"); else arguments+=("--$option" "$2"); fi
            shift 2
        done
        aws autoscaling "$command" --region "$region" --cli-connect-timeout 5 --cli-read-timeout 10 "${arguments[@]}"
    else
        while [ $# -gt 0 ]; do arguments+=(--data-urlencode "$1=$2") && shift 2; done
        aws_signed_curl autoscaling "$region" -m 10 -o /dev/null "${at:-$(aws_address autoscaling "$region")}/" \
            --data "Action=$action&Version=2011-01-01" "${arguments[@]}"
    fi
}

# The group replaces a VM whose launch is abandoned; one that was in service has to be unhealthy.
# Without either the launch hook's time-out ends the wait, and its default result is ABANDON.
aws_unhealthy() {
    local id
    id="$(aws_fact instance-id)" || return 1
    if aws_has_hook "${SPILLWAY_LAUNCH_HOOK:-}"; then
        if aws_complete "$SPILLWAY_LAUNCH_HOOK" "$id" ABANDON; then
            say "abandoned the launch of $id: $1"
            return 0
        fi
        say "the launch of $id isn't waited for any more, or the hook's time-out will abandon it" >&2
    fi
    if aws_auto_scaling set-instance-health SetInstanceHealth InstanceId "$id" HealthStatus Unhealthy ShouldRespectGracePeriod false; then
        say "reported $id unhealthy: $1"
    else
        say "$id couldn't be reported unhealthy; that takes autoscaling:SetInstanceHealth" >&2
        return 1
    fi
}

# AWS doesn't say whether a VM whose launch was abandoned goes through the terminate hook. If it does,
# it stays, and is paid for, until somebody completes it. Until the wait has begun that is refused.
aws_release() {
    local id end=$((SECONDS + 120))
    aws_has_hook "${SPILLWAY_TERMINATE_HOOK:-}" || return 0
    id="$(aws_fact instance-id)" || return 1
    while [ "$SECONDS" -lt "$end" ]; do
        if unit_runs; then return 0; fi
        case "$(aws_metadata meta-data/autoscaling/target-lifecycle-state)" in
            *Terminated) if aws_complete "$SPILLWAY_TERMINATE_HOOK" "$id" CONTINUE 2>/dev/null; then return 0; fi ;;
        esac
        sleep 2
    done
    say "the hook $SPILLWAY_TERMINATE_HOOK doesn't wait for the end of $id, or its time-out will end the wait; to complete it takes autoscaling:CompleteLifecycleAction on $SPILLWAY_GROUP" >&2
    return 1
}

aws_has_hook() { [ -n "${SPILLWAY_GROUP:-}" ] && [ -n "$1" ]; }

aws_complete() {
    aws_auto_scaling complete-lifecycle-action CompleteLifecycleAction AutoScalingGroupName "$SPILLWAY_GROUP" \
        LifecycleHookName "$1" InstanceId "$2" LifecycleActionResult "$3"
}

# A JobManager answers. Without the word of it, the launch hook's time-out abandons the launch.
aws_in_service() {
    local id
    aws_has_hook "${SPILLWAY_LAUNCH_HOOK:-}" || return 0
    id="$(aws_fact instance-id)"
    aws_complete "$SPILLWAY_LAUNCH_HOOK" "$id" CONTINUE ||
        die "the launch of $id can't be continued; that takes autoscaling:CompleteLifecycleAction on $SPILLWAY_GROUP and the hook $SPILLWAY_LAUNCH_HOOK"
    DETAIL="$DETAIL, in service"
}

aws_ship_logs() {
    local agent=/opt/aws/amazon-cloudwatch-agent
    [ -n "${SPILLWAY_LOG_GROUP:-}" ] || return 0
    [ -x $agent/bin/amazon-cloudwatch-agent-ctl ] || dnf -q -y install amazon-cloudwatch-agent
    printf '{"logs":{"logs_collected":{"files":{"collect_list":[{"file_path":"/var/log/spillway/*.log","log_group_name":"%s","log_stream_name":"{instance_id}-%s"},{"file_path":"/var/log/cloud-init-output.log","log_group_name":"%s","log_stream_name":"{instance_id}-boot"}]}}}}\n' \
        "$SPILLWAY_LOG_GROUP" "$ROLE" "$SPILLWAY_LOG_GROUP" >"$WORK/logs.json"
    if ! cmp -s "$WORK/logs.json" $agent/etc/spillway.json; then
        cp "$WORK/logs.json" $agent/etc/spillway.json
        $agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:$agent/etc/spillway.json >/dev/null
    fi
    DETAIL="to $SPILLWAY_LOG_GROUP"
}
