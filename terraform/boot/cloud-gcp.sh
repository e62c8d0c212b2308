# shellcheck shell=bash
#
# Licensed under the Apache License, Version 2.0; see LICENSE.
#
# What spillway-boot.sh needs to know of Google Cloud, where it is the start-up script, which runs at
# every boot. Its variables, all optional:
#   SPILLWAY_LOGS             yes: Google's Ops Agent ships the logs to Cloud Logging
#   GCE_METADATA_HOST, CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE, STORAGE_EMULATOR_HOST  as everywhere;
#                             to the last no credentials are sent

gcp_metadata() {
    curl -sf -m 5 --retry 3 --retry-connrefused -H "Metadata-Flavor: Google" \
        "http://${GCE_METADATA_HOST:-metadata.google.internal}/computeMetadata/v1/$1"
}

gcp_need_metadata() { gcp_metadata "$1" || die "the metadata server doesn't tell $1"; }

gcp_fact() {
    local value
    case "$1" in
        address) gcp_need_metadata instance/network-interfaces/0/ip ;;
        instance-id) gcp_need_metadata instance/id ;;
        zone) value="$(gcp_need_metadata instance/zone)" && echo "${value##*/}" ;;
    esac
}

# gcp_download URI FILE: as the VM's service account.
gcp_download() {
    local path="${1#gs://}" at="${STORAGE_EMULATOR_HOST:-}" answer token="" object
    object="${path#*/}"
    object="${object//%/%25}"
    if [ -z "$at" ]; then
        at="${CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE:-https://storage.googleapis.com}"
        answer="$(gcp_metadata instance/service-accounts/default/token)" || die "this VM has no service account, or the metadata server gives no token of it"
        token="$(json_field access_token "$answer")"
    fi
    case "$at" in *://*) ;; *) at="http://$at" ;; esac
    { [ -z "$token" ] || printf 'header = "Authorization: Bearer %s"\n' "$token"; } |
        curl -sS -f --retry 5 -o "$2" --config - "${at%/}/download/storage/v1/b/${path%%/*}/o/${object//\//%2F}?alt=media"
}

# The group makes a VM anew that is off, for which the VM itself needs no permission. The console's
# log, in Cloud Logging too, tells why.
gcp_unhealthy() {
    if [ -n "$ROOT" ]; then
        say "unhealthy: $1"
    else
        say "unhealthy, so it switches itself off, and its group makes it anew: $1"
        systemctl --no-block poweroff
    fi
}

# Nobody waits for its end.
gcp_release() { :; }

# Its health check sees that it answers.
gcp_in_service() { DETAIL="$DETAIL, in service"; }

gcp_ship_logs() {
    local config=/etc/google-cloud-ops-agent/config.yaml
    [ "${SPILLWAY_LOGS:-}" = yes ] || return 0
    if [ ! -d "${config%/*}" ]; then
        curl -sS -f --retry 5 -o "$WORK/ops-agent.sh" https://dl.google.com/cloudagents/add-google-cloud-ops-agent-repo.sh
        bash "$WORK/ops-agent.sh" --also-install
    fi
    # The agent's own metrics of the VM would take another permission.
    cat >"$WORK/ops-agent.yaml" <<'CONFIG'
logging:
  receivers:
    spillway:
      type: files
      include_paths: [/var/log/spillway/*.log]
  service:
    pipelines:
      spillway:
        receivers: [spillway]
metrics:
  service:
    pipelines:
      default_pipeline:
        receivers: []
CONFIG
    if ! cmp -s "$WORK/ops-agent.yaml" $config; then
        cp "$WORK/ops-agent.yaml" $config
        systemctl restart google-cloud-ops-agent
    fi
    DETAIL="to Cloud Logging"
}
