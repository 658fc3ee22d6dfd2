# The browser for browser tests: found, else installed, else said.

find_chromium() {
    local name
    for name in "${ODOO_BROWSER_BIN:-chromium}" chromium chromium-browser \
        google-chrome google-chrome-stable; do
        has "$name" && CHROMIUM=$(command -v "$name") && return
    done
    return 1
}

prepare_chromium() { # without a browser CHROMIUM stays empty, and tests will say so
    CHROMIUM=""
    [ -z "$NO_BROWSER" ] || return 0
    find_chromium && return
    has apt-get || return 0
    if [ "$(id -u)" = 0 ]; then
        install_chromium env
    elif has sudo && sudo -n true 2>/dev/null; then
        install_chromium sudo
    fi
    find_chromium || true
}

install_chromium() { # PREFIX
    step "Installing Chromium for the browser tests"
    (quietly chromium "install chromium, or give --no-browser" \
        "$1" DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get -q update && apt-get -qy --no-install-recommends install chromium') || true
}
