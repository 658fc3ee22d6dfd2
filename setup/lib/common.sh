# Sourced by setup/demo, setup/test and setup/lint: names, messages, steps.
#
#   .odoo/      in the checkout, ignored: PostgreSQL's data, files, logs, env.sh
#   ODOO_HOME   outside of it, shared by checkouts and kept: Odoo, Python packages,
#               database templates. Everything in it can be made again.

set -Eeuo pipefail
umask 022 # PostgreSQL's user must be able to enter what root makes
unset PYTHONDONTWRITEBYTECODE # set on some machines; it doubles Odoo's start
export PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
STATE=$ROOT/.odoo
LOGS=$STATE/log
ADDONS=(
    helpdesk_mgmt_ext helpdesk_sla_ext helpdesk_ai_routing
    helpdesk_ai_queue helpdesk_crm_bridge helpdesk_kb helpdesk_kb_ai helpdesk_survey
    helpdesk_livechat
)
STEP="start"
STEP_LOG=""
CHILDREN=()
TOLD=99

default_home() {
    if [ "$(id -u)" = 0 ]; then
        echo /var/cache/helpdesk-suite # PostgreSQL runs as another user: not in /root
    elif [ -w "${XDG_CACHE_HOME:-${HOME:-/nonexistent}}" ]; then
        echo "${XDG_CACHE_HOME:-$HOME/.cache}/helpdesk-suite"
    else
        echo "$STATE/home"
    fi
}

open_folders() {
    # ODOO_HOME is made absolute: it ends up in scripts that run from anywhere.
    ODOO_HOME=${ODOO_HOME:-$(default_home)}
    mkdir -p "$LOGS" "$ODOO_HOME" 2>/dev/null || fail \
        "cannot write to $STATE or $ODOO_HOME" \
        "make both writable, or set ODOO_HOME to a folder that is"
    ODOO_HOME=$(cd "$ODOO_HOME" && pwd -P)
}

say() { printf '%s\n' "$*"; }

step() {
    STEP=$1
    STEP_LOG=""
    say "==> $STEP"
}

fail() { # CAUSE REMEDY
    trap - ERR
    printf '\nFAILED: %s\n  Cause:  %s\n  Remedy: %s\n' "$STEP" "$1" "$2" >&2
    [ "$BASH_SUBSHELL" = 0 ] && exit 1
    exit "$TOLD" # the shell above ends too, without telling it again
}

unforeseen() { # LINE STATUS: the ERR trap
    [ "$2" != "$TOLD" ] || exit 1
    fail "command in line $1 of ${BASH_SOURCE[1]#"$ROOT"/} ended with status $2" \
        "see the messages above and the logs in $LOGS, then run the command again"
}

hash_of() { sha256sum | cut -c1-12; }

has() { command -v "$1" >/dev/null 2>&1; }

# --- one writer at a time ------------------------------------------------------
# File descriptor 9 holds the lock; nothing that outlives us may inherit it.

lock_home() {
    exec 9>"$ODOO_HOME/.lock"
    flock --nonblock 9 && return
    say "    another set-up is at work in $ODOO_HOME: waiting for it"
    flock 9
}

unlock_home() { exec 9>&-; }

# --- running long commands -----------------------------------------------------

quietly() { # LOG REMEDY COMMAND…: output goes to a log, elapsed time to the screen
    STEP_LOG=$LOGS/$1.log
    local remedy=$2
    shift 2
    launch "$STEP_LOG" "$@"
    show_progress "$CHILD"
    if ! wait "$CHILD"; then
        tail -n 15 "$STEP_LOG" | sed 's/^/    | /' >&2
        fail "see the last lines above (all of it: $STEP_LOG)" "$remedy"
    fi
    unset 'CHILDREN[-1]'
}

launch() { # LOG COMMAND…: in the background, in a process group of its own (CHILD)
    local log=$1
    shift
    set -m # the group, so that all of it can be ended
    (
        trap - ERR
        end_with "$$" "$BASHPID" &
        trap "kill $! 2>/dev/null" EXIT
        "$@"
    ) >"$log" 2>&1 </dev/null &
    CHILD=$!
    set +m
    CHILDREN+=("$CHILD")
}

end_with() { # PID GROUP: ends the group when PID was killed and could not do it
    exec 8>&- 9>&-
    trap 'exit 0' TERM
    while kill -0 "$1" 2>/dev/null; do
        sleep 1
    done
    kill -TERM -- "-$2"
}

show_progress() { # PID: until it ends; a terminal sees each second, a log each 30 s
    local began=$SECONDS told=0 passed
    while kill -0 "$1" 2>/dev/null; do
        sleep 0.2
        passed=$((SECONDS - began))
        if [ -t 1 ]; then
            [ "$passed" -lt 2 ] || printf '\r    %d s ' "$passed"
        elif [ $((passed / 30)) -gt $told ]; then
            told=$((passed / 30))
            say "    $passed s"
        fi
    done
    [ ! -t 1 ] || printf '\r\033[K'
    passed=$((SECONDS - began))
    [ "$passed" -lt 3 ] || say "    took $passed s"
}

end_children() { # and wait until they are gone, ten seconds at most
    local child waited
    for child in "${CHILDREN[@]}"; do
        kill -TERM -- "-$child" 2>/dev/null || true
    done
    for child in "${CHILDREN[@]}"; do
        for ((waited = 0; waited < 50; waited++)); do
            kill -0 -- "-$child" 2>/dev/null || break
            sleep 0.2
        done
        kill -KILL -- "-$child" 2>/dev/null || true
    done
    CHILDREN=()
}

on_exit() { # overridden by the commands that have more to end
    end_children
}

interrupted() {
    trap - ERR
    say ""
    [ -z "$STEP" ] || say "Interrupted in: $STEP. Run it again to go on."
    exit 130
}

guard() { # every command calls it first
    trap 'unforeseen $LINENO $?' ERR
    trap 'on_exit' EXIT
    trap 'interrupted' INT
    trap 'trap - ERR; exit 143' TERM HUP
}

# --- things made once ------------------------------------------------------------

made() { [ -e "$1/.complete" ]; }

# A folder counts only once it is complete: an interrupted run leaves none behind.
make_once() { # FOLDER FUNCTION: FUNCTION fills the empty FOLDER
    made "$1" && return
    rm -rf "$1"
    mkdir -p "$1"
    "$2" "$1"
    touch "$1/.complete"
}
