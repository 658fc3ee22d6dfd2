# Odoo 19 Community's source tree. ODOO_SRC wins; then Debian's package odoo-19,
# unpacked and mended; where there is none, Odoo's own repository.

ODOO_RECIPE=1 # raise it when what is done to the tree changes
KEPT_LANGUAGES="ar de es fr"

prepare_odoo() {
    if [ -n "${ODOO_SRC:-}" ]; then
        use_given_odoo
    elif can_use_apt; then
        use_debian_odoo
    else
        use_cloned_odoo
    fi
}

use_given_odoo() {
    ODOO_TREE=$(cd "$ODOO_SRC" 2>/dev/null && pwd -P) || ODOO_TREE=$ODOO_SRC
    STEP="Using Odoo from ODOO_SRC"
    grep -q '^version_info = (19, 0' "$ODOO_TREE/odoo/release.py" 2>/dev/null || fail \
        "$ODOO_TREE is not the root of an Odoo 19.0 source tree (no odoo/release.py)" \
        "set ODOO_SRC to the folder that holds odoo/ and odoo-bin, or unset it"
}

use_debian_odoo() {
    local folder=$ODOO_HOME/odoo-19.0-debian-$ODOO_RECIPE
    ODOO_TREE=$folder/usr/lib/python3/dist-packages
    made "$folder" && return
    step "Fetching Odoo 19 Community (a download of 130 MB)"
    make_once "$folder" unpack_odoo
}

use_cloned_odoo() {
    ODOO_TREE=$ODOO_HOME/odoo-19.0-clone
    made "$ODOO_TREE" && return
    step "Cloning Odoo 19 Community (no Debian mirror on this machine)"
    has git || fail "neither a Debian mirror nor git is at hand" \
        "install git, or set ODOO_SRC to an Odoo 19.0 source tree"
    make_once "$ODOO_TREE" clone_odoo
}

clone_odoo() { # FOLDER
    quietly odoo-clone "check the network, or set ODOO_SRC to an Odoo 19.0 source tree" \
        git clone --quiet --depth 1 --branch 19.0 \
        https://github.com/odoo/odoo.git "$1"
}

# The package links to other packages' files; Font Awesome must be the 4.7 that
# Odoo's styles are written for.
unpack_odoo() { # FOLDER
    apt_open
    quietly odoo-unpack "check the network and the free space in $ODOO_HOME (1 GB)" \
        unpack_odoo_packages "$1"
    STEP_LOG=""
    mend_odoo "$1"
}

unpack_odoo_packages() { # FOLDER
    apt_unpack "$1" odoo-19 libjs-jquery libjs-jquery-form libjs-underscore \
        fonts-font-awesome/bookworm fonts-roboto-unhinted fonts-inconsolata/bookworm \
        fonts-ocr-b/bookworm fonts-montserrat/sid -- \
        --exclude='*/addons/l10n_*' --exclude='*/i18n/[!adef]*.po' \
        --exclude='*/i18n/*.pot' --exclude='./usr/lib/python3/dist-packages/addons' \
        --exclude='./usr/lib/python3/dist-packages/setup' \
        --exclude='./usr/lib/python3/dist-packages/doc' \
        --exclude='*.egg-info' --exclude='./usr/share/doc' --exclude='./etc'
}

mend_odoo() { # FOLDER
    local odoo=$1/usr/lib/python3/dist-packages/odoo language keep=()
    for language in $KEPT_LANGUAGES; do
        keep+=(! -name "$language.po")
    done
    find "$odoo" -path '*/i18n/*.po' "${keep[@]}" -delete
    mend_font_awesome "$odoo"
    # Named by the back-end's bundle, not in the package: every page would log it.
    create_if_missing \
        "$odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    check_links "$1"
}

mend_font_awesome() { # ODOO: Debian links woff to woff2 and the other way round
    local file kind
    find "$odoo/addons" -type l -name 'fontawesome-webfont.woff*' | while read -r file; do
        kind=${file##*.}
        ln -sfn "$(dirname "$(readlink "$file")")/fontawesome-webfont.$kind" "$file"
    done
}

create_if_missing() { # FILE
    [ -e "$1" ] || { mkdir -p "$(dirname "$1")" && : >"$1"; }
}

check_links() { # FOLDER
    local dangling
    dangling=$(find "$1" -path '*/static/*' -xtype l)
    [ -z "$dangling" ] || fail "files are missing in the unpacked Odoo: $dangling" \
        "the Debian package has changed: report it, meanwhile set ODOO_SRC"
}
