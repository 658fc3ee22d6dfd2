# Databases. A template holds what takes minutes (the stock addons, the compiled
# asset bundles) and is copied in a second. It is named by what it was made of; its
# dump in ODOO_HOME serves other checkouts and the next clean clone.
#
#   core    what helpdesk_mgmt_ext depends on
#   stock   what all our addons depend on, bundles compiled: tests run on its copies
#   demo    the same with demo data

FILESTORE=$STATE/data/filestore

sql() { psql -XAtq -v ON_ERROR_STOP=1 -d postgres -c "$1"; }

database_exists() {
    [ -n "$(sql "SELECT 1 FROM pg_database WHERE datname = '$1'")" ]
}

drop_database() {
    dropdb --if-exists --force "$1" 2>/dev/null
    rm -rf "${FILESTORE:?}/$1"
}

copy_database() { # FROM TO
    drop_database "$2"
    createdb --template "$1" "$2"
    mkdir -p "$FILESTORE/$1"
    copy_files "$FILESTORE/$1" "$FILESTORE/$2"
}

copy_files() { # FROM TO: Odoo never changes a stored file, so links do
    cp -al "$1" "$2" 2>/dev/null || {
        rm -rf "$2"
        cp -a "$1" "$2"
    }
}

# A database has its final name only when it is complete.
rename_database() { # FROM TO
    rm -rf "${FILESTORE:?}/$2"
    mkdir -p "$FILESTORE/$1"
    mv "$FILESTORE/$1" "$FILESTORE/$2"
    sql "ALTER DATABASE \"$1\" RENAME TO \"$2\""
}

install_addons() { # DATABASE ADDON,… OPTION…
    local database=$1 addons=$2
    shift 2
    odoo -d "$database" -i "$addons" --stop-after-init --no-http \
        --max-cron-threads 0 "$@"
}

compile_bundles() { # DATABASE
    odoo shell -d "$1" --no-http --max-cron-threads 0 --log-level warn \
        <<<"env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
}

stock_addons() { # ADDON…
    python "$ROOT/setup/lib/manifests.py" "$ROOT" stock "$@" | paste -sd,
}

# --- templates -------------------------------------------------------------------

template_key() { # NAME
    {
        echo "recipe 1: $1"
        cat "$ROOT/setup/requirements.txt"
        echo "$ODOO_TREE"
        stock_addons "${ADDONS[@]}"
        stock_addons helpdesk_mgmt_ext
        psql --version | grep -o '[0-9]*' | head -n 1
    } | hash_of
}

template_name() { # the files of a template are the checkout's, the server may be shared
    local checkout=""
    [ -n "$PRIVATE_POSTGRES" ] || checkout=_$(echo "$ROOT" | hash_of)
    echo "helpdesk_template_${1}_$(template_key "$1")$checkout"
}

prepare_template() { # NAME: sets TEMPLATE
    local dump
    TEMPLATE=$(template_name "$1")
    database_exists "$TEMPLATE" && return
    dump=$ODOO_HOME/template-$1-$(template_key "$1")
    if [ -n "$PRIVATE_POSTGRES" ] && made "$dump"; then
        step "Restoring the prepared database '$1'"
        quietly "template-$1" "remove $dump, then run it again" restore_template "$dump"
    else
        [ "$1" != stock ] || need_core_template
        step "Preparing the database '$1' (once; 1 to 3 minutes)"
        quietly "template-$1" "see the log, then run it again" "build_template_$1"
        [ -z "$PRIVATE_POSTGRES" ] || make_once "$dump" dump_template
    fi
    rename_database "${TEMPLATE}_building" "$TEMPLATE"
    drop_old_templates "$1"
}

drop_old_templates() { # NAME: made of what is no more (others may share a given server)
    [ -n "$PRIVATE_POSTGRES" ] || return 0
    local database
    for database in $(sql "SELECT datname FROM pg_database
            WHERE datname LIKE 'helpdesk_template_$1_%' AND datname <> '$TEMPLATE'"); do
        drop_database "$database"
    done
}

need_core_template() { # stock is built on top of it
    local stock=$TEMPLATE
    prepare_template core
    CORE_TEMPLATE=$TEMPLATE
    TEMPLATE=$stock
}

build_template_core() {
    new_database "${TEMPLATE}_building"
    install_addons "${TEMPLATE}_building" "$(stock_addons helpdesk_mgmt_ext)"
}

build_template_stock() {
    copy_database "$CORE_TEMPLATE" "${TEMPLATE}_building"
    install_addons "${TEMPLATE}_building" "$(stock_addons "${ADDONS[@]}")"
    compile_bundles "${TEMPLATE}_building"
}

build_template_demo() {
    new_database "${TEMPLATE}_building"
    install_addons "${TEMPLATE}_building" "$(stock_addons "${ADDONS[@]}")" --with-demo
}

new_database() { # NAME
    drop_database "$1"
    createdb --template template0 --encoding UTF8 "$1"
}

dump_template() { # FOLDER
    mkdir -p "$FILESTORE/${TEMPLATE}_building"
    pg_dump --format directory --compress 1 --jobs 2 --no-owner \
        --file "$1/dump" "${TEMPLATE}_building"
    cp -a "$FILESTORE/${TEMPLATE}_building" "$1/filestore"
}

restore_template() { # FOLDER
    new_database "${TEMPLATE}_building"
    pg_restore --jobs 2 --no-owner --exit-on-error \
        --dbname "${TEMPLATE}_building" "$1/dump"
    mkdir -p "$FILESTORE"
    cp -a "$1/filestore" "$FILESTORE/${TEMPLATE}_building"
    psql -XAtq -d "${TEMPLATE}_building" -c ANALYZE
}
