# A private apt: Debian packages are downloaded and unpacked, nothing is installed,
# the system's own apt is neither used nor changed. No mirror is named here: it is
# the one the machine is configured for.

can_use_apt() {
    has apt-get && has dpkg-deb && [ -n "$(debian_mirror)" ]
}

# apt itself knows its mirrors best; the files are read when it does not tell.
debian_mirror() {
    apt_sources | sed 's|/$||' | grep -m 1 '/debian$' || true
}

apt_sources() {
    {
        apt-get update --print-uris 2>/dev/null | sed -n "s|^'\(.*\)/dists/.*|\1|p"
        cat /etc/apt/sources.list.d/*.sources 2>/dev/null |
            sed -n 's|^URIs: *\([^ ]*\).*|\1|p'
        cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
            sed -n 's|^deb \(\[[^]]*\] \)\?\([^ ]*\).*|\2|p'
    } || true
}

debian_keyring() {
    local keyring
    for keyring in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
        [ -r "$keyring" ] && echo "$keyring" && return
    done
    return 1
}

apt_open() { # prepares the private apt; both suites are needed, see odoo.sh
    APT=$ODOO_HOME/apt
    local mirror options
    mirror=$(debian_mirror)
    options="signed-by=$(debian_keyring)" || fail \
        "Debian's archive keys are not on this machine" \
        "install debian-archive-keyring, or set ODOO_SRC to an Odoo 19.0 source tree"
    mkdir -p "$APT/lists/partial" "$APT/cache/archives/partial"
    printf "deb [$options] $mirror %s main\n" sid bookworm >"$APT/sources.list"
    cat >"$APT/apt.conf" <<CONF
Dir::State::lists "$APT/lists";
Dir::State::status "/dev/null";
Dir::Cache "$APT/cache";
Dir::Etc::sourcelist "$APT/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::Log "$APT";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "";
CONF
    quietly apt-update "check the network and the machine's apt sources" \
        apt_get update
    # A failed update is only a warning to apt: it would go on with old lists.
    compgen -G "$APT/lists/*_dists_sid_main_*Packages*" >/dev/null || fail \
        "the mirror $mirror does not offer Debian's suite sid" \
        "set ODOO_SRC to an Odoo 19.0 source tree"
}

apt_get() { APT_CONFIG=$APT/apt.conf apt-get --quiet "$@"; }

apt_unpack() { # FOLDER PACKAGE[/SUITE]… [-- TAR-OPTIONS…]: into FOLDER, nothing installed
    local folder=$1 debs package packages=()
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        packages+=("$1")
        shift
    done
    [ $# -eq 0 ] || shift
    debs=$(mktemp -d "$ODOO_HOME/debs.XXXXXX")
    (cd "$debs" && apt_get download "${packages[@]}")
    for package in "$debs"/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$folder" --no-same-owner "$@"
    done
    rm -rf "$debs"
}
