# Brings up what every command needs, and tells it to the shell: .odoo/env.sh.

for part in python debian odoo postgres; do
    # shellcheck source=/dev/null
    . "$ROOT/setup/lib/$part.sh"
done

prepare_environment() { # Odoo, Python and PostgreSQL
    prepare_programs
    lock_home
    prepare_postgres
    unlock_home
    write_odoo_conf
    write_env_sh
}

prepare_programs() { # what needs no database
    open_folders
    lock_home
    find_python
    prepare_odoo
    prepare_python
    unlock_home
    export PATH=$VENV/bin:$PATH ODOO_RC=$STATE/odoo.conf
}

write_odoo_conf() {
    cat >"$STATE/odoo.conf.new" <<CONF
[options]
addons_path = $ROOT
data_dir = $STATE/data
http_interface = 127.0.0.1
CONF
    mv "$STATE/odoo.conf.new" "$STATE/odoo.conf"
}

write_env_sh() {
    local variable
    {
        echo "# Made by setup/: source it to use this Odoo from a shell."
        echo "unset PYTHONDONTWRITEBYTECODE PGDATABASE PGSERVICE"
        printf 'export PATH=%q:%s"$PATH"\n' "$VENV/bin" "${PG_BIN:+$PG_BIN:}"
        printf 'export ODOO_RC=%q ODOO_HOME=%q\n' "$ODOO_RC" "$ODOO_HOME"
        for variable in PGHOST PGPORT PGUSER PGPASSWORD; do
            [ -z "${!variable:-}" ] || printf 'export %s=%q\n' "$variable" "${!variable}"
        done
        [ -z "$PRIVATE_POSTGRES" ] ||
            printf 'if ! pg_isready -q; then\n    bash %q </dev/null\nfi\n' \
                "$ROOT/setup/lib/wake_postgres.sh"
        echo ":" # some shells replace themselves by the last command of a sourced file
    } >"$STATE/env.sh.new"
    [ -z "${PGPASSWORD:-}" ] || chmod 600 "$STATE/env.sh.new"
    mv "$STATE/env.sh.new" "$STATE/env.sh"
}

free_port() {
    python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}
