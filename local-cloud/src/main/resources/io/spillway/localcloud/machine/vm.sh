#!/usr/bin/env bash
#
# Usage: vm.sh BOOT_DELAY_SECONDS COMMAND [ARGUMENTS]
#
# Runs COMMAND as a VM: in a process group of its own, which does what standard input says and dies
# when standard input ends. Prints the group's id, ends with COMMAND's exit code. Works with bash 3.2.

# The terminal's Ctrl-C and hang-up are for whoever started the VM, not for the VM.
trap '' INT HUP

boot_delay="$1"
shift

# With job control on, a background job gets a process group of its own, the job's pid being its id.
set -m
(
    case "$boot_delay" in
        0 | 0.0) ;;
        *) sleep "$boot_delay" ;;
    esac
    trap - INT HUP
    exec "$@"
) </dev/null >&2 &
group=$!

(
    while read -r verb; do
        case "$verb" in
            stop) kill -TERM "$group" ;;
            crash) kill -KILL -- "-$group" ;;
            freeze) kill -STOP -- "-$group" ;;
            thaw) kill -CONT -- "-$group" ;;
        esac
    done
    kill -KILL -- "-$group"
) <&0 >/dev/null 2>&1 &
control=$!

# Off again: else `wait` would come back when the group is frozen.
set +m
echo "$group"
exec >/dev/null

wait "$group" 2>/dev/null
code=$?

# A VM has gone only when all of its processes have. Control goes first: it must not send a signal
# to a group whose id may belong to another one by then.
{
    kill -KILL "$control"
    wait "$control"
    kill -KILL -- "-$group"
} 2>/dev/null
exit "$code"
