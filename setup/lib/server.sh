# The demo: its database, its Odoo, starting and stopping them.

DEMO_DATABASE=${DEMO_DATABASE:-helpdesk_demo}
DEMO_MARK="Helpdesk Suite demo of $ROOT"
PID_FILE=$STATE/odoo.pid # "PID PORT" of the Odoo that serves the demo
OUTBOX=$STATE/outbox      # mails the demo sends: none leaves the machine

# --- database --------------------------------------------------------------------

prepare_demo_database() {
    if database_exists "$DEMO_DATABASE"; then
        is_our_demo && return
        fail "the database $DEMO_DATABASE exists and is not this checkout's demo" \
            "choose another name: DEMO_DATABASE=… ./setup/demo"
    fi
    prepare_template demo
    step "Creating the demo database with all our addons (about a minute)"
    quietly demo-database "see the log; the next run starts this step anew" \
        build_demo_database "${DEMO_DATABASE}_building"
    rename_database "${DEMO_DATABASE}_building" "$DEMO_DATABASE"
}

is_our_demo() {
    [ "$(sql "SELECT shobj_description(oid, 'pg_database') FROM pg_database
        WHERE datname = '$DEMO_DATABASE'")" = "$DEMO_MARK" ]
}

build_demo_database() { # DATABASE
    copy_database "$TEMPLATE" "$1"
    install_addons "$1" "$(IFS=,; echo "${ADDONS[*]}")" --with-demo
    compile_bundles "$1"
    odoo shell -d "$1" --no-http --max-cron-threads 0 --log-level warn \
        <"$ROOT/setup/lib/demo_logins.py"
    sql "COMMENT ON DATABASE \"$1\" IS '$DEMO_MARK'"
}

reset_demo() {
    stop_odoo
    database_exists "$DEMO_DATABASE" || return 0
    is_our_demo || fail "the database $DEMO_DATABASE is not this checkout's demo" \
        "drop it yourself if it may go, or choose another name with DEMO_DATABASE"
    step "Removing the demo database"
    drop_database "$DEMO_DATABASE"
}

# --- Odoo ------------------------------------------------------------------------

served_port() { # prints the port of the demo that is being served, if any
    local pid port
    read -r pid port 2>/dev/null <"$PID_FILE" || return 1
    grep -qzF "$STATE/odoo.conf" "/proc/$pid/cmdline" 2>/dev/null || return 1
    echo "$port"
}

check_port() { # PORT
    python - "$1" <<'PY' || fail "port $1 is taken by another program" \
        "end that program, or choose another port: ./setup/demo --port 8070"
import socket, sys
with socket.socket() as s:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        s.bind(("127.0.0.1", int(sys.argv[1])))
    except OSError:
        sys.exit(1)
PY
}

set_base_url() { # PORT: links in mails lead to where the demo is served
    psql -XAtq -v ON_ERROR_STOP=1 -d "$DEMO_DATABASE" -c "
        UPDATE ir_config_parameter SET value = 'http://127.0.0.1:$1'
        WHERE key = 'web.base.url' AND value ~ '^http://(localhost|127\.0\.0\.1):'"
}

start_odoo() { # PORT: in the background, with its process id in PID_FILE
    local die=()
    step "Starting Odoo"
    set_base_url "$1"
    # When we are killed without mercy, the kernel ends it for us.
    [ -n "$DETACH" ] || ! setpriv --help 2>/dev/null | grep -q pdeathsig ||
        die=(setpriv --pdeathsig TERM)
    set -m
    "${die[@]}" "$VENV/bin/python" "$ROOT/setup/lib/mail_catcher.py" "$OUTBOX" \
        "$VENV/bin/python" "$VENV/bin/odoo" -c "$ODOO_RC" -d "$DEMO_DATABASE" \
        --db-filter "^$DEMO_DATABASE\$" --no-database-list --http-port "$1" \
        --max-cron-threads 1 >>"$LOGS/odoo.log" 2>&1 </dev/null 8>&- 9>&- &
    ODOO_PID=$!
    set +m
    echo "$ODOO_PID $1" >"$PID_FILE"
    wait_for_odoo "$1"
}

wait_for_odoo() { # PORT
    local began=$SECONDS
    until answers "$1"; do
        kill -0 "$ODOO_PID" 2>/dev/null || {
            tail -n 15 "$LOGS/odoo.log" | sed 's/^/    | /' >&2
            fail "Odoo ended while starting (log: $LOGS/odoo.log)" \
                "mend what the log says, or start anew with ./setup/demo --reset"
        }
        [ $((SECONDS - began)) -lt 180 ] || fail \
            "Odoo did not answer within 3 minutes (log: $LOGS/odoo.log)" \
            "./setup/demo --stop, then run it again"
        sleep 0.3
    done
}

answers() { # PORT
    python - "$1" <<'PY' 2>/dev/null
import sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
opener.open(f"http://127.0.0.1:{sys.argv[1]}/web/health", timeout=20).read()
PY
}

stop_odoo() {
    local pid port waited=0
    read -r pid port 2>/dev/null <"$PID_FILE" || return 0
    if served_port >/dev/null; then
        kill -TERM "$pid" 2>/dev/null || true
        while kill -0 "$pid" 2>/dev/null && [ $waited -lt 100 ]; do
            sleep 0.1
            waited=$((waited + 1))
        done
        kill -KILL -- "-$pid" 2>/dev/null || true
    fi
    rm -f "$PID_FILE"
}

announce() { # PORT
    printf '\nThe helpdesk is at  http://127.0.0.1:%s/odoo\n\n' "$1"
    if [ -s "$STATE/demo-logins.txt" ]; then
        printf '  %-12s %-12s %s\n' "login" "password" "who"
        sed 's/^/  /' "$STATE/demo-logins.txt"
    fi
    printf '\nMails it sends are kept in .odoo/outbox, none leaves.\n'
    printf 'The story of one ticket:  ./setup/demo --journey\n\n'
}
