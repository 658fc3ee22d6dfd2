# The Python environment: an interpreter of the machine, packages at pinned versions.

python_fits() {
    "$1" -c '
import sys, ssl, venv, sqlite3
sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    local candidate
    for candidate in "${PYTHON:-python3}" python3.12 python3.13 python3.11 \
        python3.10 /usr/bin/python3; do
        candidate=$(command -v "$candidate" 2>/dev/null) || continue
        python_fits "$candidate" || continue
        # the interpreter itself: not a shim, not the one of an activated environment
        BASE_PYTHON=$("$candidate" -c \
            'import os, sys; print(os.path.realpath(sys._base_executable))')
        return
    done
    fail "no Python from 3.10 to 3.13 was found" \
        "install python3 (Debian: apt install python3), or set PYTHON to one"
}

new_venv() { # FOLDER
    if "$BASE_PYTHON" -c 'import ensurepip' 2>/dev/null; then
        "$BASE_PYTHON" -m venv "$1"
    else # Debian keeps pip in packages of its own
        "$BASE_PYTHON" -m venv --without-pip "$1"
        "$1/bin/python" "$(find_pip_wheel)/pip" install --no-index "$(find_pip_wheel)"
    fi
}

find_pip_wheel() {
    local folder
    for folder in /usr/share/python-wheels "$ODOO_HOME"/pip/usr/share/python-wheels; do
        compgen -G "$folder/pip-*.whl" && return
    done
    return 1
}

get_pip_wheel() { # Debian's python3-pip-whl, unpacked without installing it
    "$BASE_PYTHON" -c 'import ensurepip' 2>/dev/null && return
    find_pip_wheel >/dev/null && return
    step "Fetching pip (this Python comes without it)"
    can_use_apt || fail "$BASE_PYTHON has neither pip nor ensurepip" \
        "install your system's package for Python's venv (Debian: python3-venv)"
    make_once "$ODOO_HOME/pip" unpack_pip
}

unpack_pip() { # FOLDER
    apt_open
    quietly apt-pip "check the network and apt's configuration" \
        apt_unpack "$1" python3-pip-whl
}

pip_install() { # VENV ARGUMENTS…
    local venv=$1
    shift
    "$venv/bin/python" -m pip install --no-input --progress-bar off "$@"
}

# --- the environment Odoo runs in ----------------------------------------------

environment_key() {
    {
        cat "$ROOT"/setup/requirements.txt "$ROOT"/setup/requirements-test.txt
        echo "$BASE_PYTHON" "$ODOO_TREE"
        "$BASE_PYTHON" --version
    } | hash_of
}

prepare_python() {
    VENV=$ODOO_HOME/python-$(environment_key)
    made "$VENV" && return
    get_pip_wheel
    step "Installing the Python packages and the OCA addons (1 to 3 minutes)"
    make_once "$VENV" fill_environment
}

fill_environment() { # VENV
    quietly python "check the network (pip needs a package index), then run it again" \
        build_environment "$1"
}

build_environment() { # VENV
    local site
    new_venv "$1"
    site=$("$1/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    announce_odoo "$site"
    write_odoo_script "$1"
    pip_install "$1" -r "$ROOT/setup/requirements.txt" \
        -r "$ROOT/setup/requirements-test.txt"
    "$1/bin/python" -m pip check
}

# Odoo is not on any package index: its own metadata would ask for a compiler.
announce_odoo() { # SITE-PACKAGES: makes pip and Python see the source tree
    echo "$ODOO_TREE" >"$1/odoo-source.pth"
    mkdir -p "$1/odoo-19.0.dist-info"
    printf 'Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n' \
        >"$1/odoo-19.0.dist-info/METADATA"
    echo "setup" >"$1/odoo-19.0.dist-info/INSTALLER"
    : >"$1/odoo-19.0.dist-info/RECORD"
}

write_odoo_script() { # VENV
    printf '#!%s/bin/python\nimport odoo.cli\n\nodoo.cli.main()\n' "$1" >"$1/bin/odoo"
    chmod +x "$1/bin/odoo"
}
