# The clock that tests can set (tests/faults): found, else unpacked, else said by them.

find_faketime() {
    local library
    for library in /usr/lib/*/faketime/libfaketime.so.1 /usr/lib/faketime/libfaketime.so.1 \
        "$ODOO_HOME"/faketime-debian-1/usr/lib/*/faketime/libfaketime.so.1; do
        [ -r "$library" ] && export HELPDESK_FAKETIME=$library && return
    done
    return 1
}

# Unpacked, not installed: so it needs no root, and PostgreSQL's user can read it.
prepare_faketime() {
    find_faketime && return
    can_use_apt || return 0
    step "Fetching libfaketime for the tests of the clock"
    (make_once "$ODOO_HOME/faketime-debian-1" unpack_faketime) || true
    find_faketime || true
}

unpack_faketime() { # FOLDER
    apt_open
    quietly faketime "install libfaketime, or leave its tests out" \
        apt_unpack "$1" libfaketime/bookworm
}
