# The stages of ./setup/test. Each ends with "count PASSED FAILED UNRUN".

TEST_PREFIX=helpdesk_test_$$
PASSED=0 FAILED=0 UNRUN=0
FAILED_STAGES=()

stage() { # TITLE FUNCTION ARGUMENTS…
    local title=$1 began=$SECONDS before_passed=$PASSED before_failed=$FAILED
    shift
    step "$title"
    "$@"
    say "    $((SECONDS - began)) s: $((PASSED - before_passed)) passed," \
        "$((FAILED - before_failed)) failed"
    [ "$FAILED" = "$before_failed" ] || FAILED_STAGES+=("$title")
}

count() { # PASSED FAILED UNRUN
    PASSED=$((PASSED + $1)) FAILED=$((FAILED + $2)) UNRUN=$((UNRUN + $3))
}

read_log() { # KIND FILE…: shows what failed, then counts
    local output
    output=$(python "$ROOT/setup/lib/test_log.py" "$@")
    sed '$d' <<<"$output"
    # shellcheck disable=SC2046
    count $(tail -n 1 <<<"$output")
}

run_pytest() { # NAME ARGUMENTS…: pytest shows its own failures
    local report=$LOGS/$1.xml status=0
    shift
    rm -f "$report"
    PYTHONPATH=$ROOT/tests/stock_suites timeout --foreground -k 30 "${LIMIT:-36000}" python -m pytest --quiet -rs --junitxml "$report" -o junit_family=xunit1 "$@" ||
        status=$?
    if [ -s "$report" ] && [ $status -le 1 ]; then
        read_log pytest "$report"
    elif [ $status != 5 ]; then # 5: no test was selected
        say "    pytest ended with status $status"
        count 0 1 0
    fi
}

comma() { (IFS=, && echo "$*"); }

test_database() { echo "${TEST_PREFIX}_$1"; }

# --- pure packages -----------------------------------------------------------------

# tests/FOLDER is named after the package it tests, which belongs to an addon. The rest
# needs Odoo and a database, or is no test.
DATABASE_FOLDERS="journey browser integration"
FULL_FOLDERS="faults operations benchmark n8n"
OTHER_FOLDERS="data stock_suites __pycache__"

pure_folders() { # of the selected addons; of all, also those without an owner
    local folder name
    for folder in "$ROOT"/tests/*/; do
        name=$(basename "$folder")
        [[ " $DATABASE_FOLDERS $FULL_FOLDERS $OTHER_FOLDERS " != *" $name "* ]] ||
            continue
        [ "$WHAT" = addons ] && ! is_package_of_selected "$name" ||
            echo "${folder%/}"
    done
}

is_package_of_selected() { # PACKAGE
    local addon
    for addon in "${SELECTED[@]}"; do
        [ ! -e "$ROOT/$addon/$1/__init__.py" ] || return 0
    done
    return 1
}

test_pure_packages() {
    local folders
    mapfile -t folders < <(pure_folders)
    [ ${#folders[@]} -gt 0 ] || return 0
    run_pytest pure ${MATCH:+-k "$MATCH"} "${folders[@]}"
}

# --- our addons ----------------------------------------------------------------------

odoo_tags() { # ADDON…
    if [ -n "$MATCH" ]; then
        python "$ROOT/setup/lib/odoo_tests.py" "$ROOT" match "$MATCH" "$@"
    else
        comma "${@/#//}"
    fi
}

run_odoo_tests() { # LOG DATABASE ADDON,… TAGS: in the background; the log tells
    # a test that hangs must not take the whole run with it
    launch "$LOGS/$1.log" timeout --foreground 3000 \
        odoo -d "$2" -i "$3" --test-tags "$4" --stop-after-init \
        --max-cron-threads 0 --http-port "$(free_port)"
}

leave_out_browser_tests() { # TAGS ADDON…: sets TAGS, tells and counts what is left out
    local tests
    TAGS=$1
    shift
    tests=$(python "$ROOT/setup/lib/odoo_tests.py" "$ROOT" browser "$@")
    [ -n "$tests" ] || return 0
    TAGS=$TAGS,-${tests//,/,-}
    say "    left out: ${tests//,/ }"
    count 0 0 "$(tr ',' '\n' <<<"$tests" | wc -l)"
}

# All selected ones together, in the company of the stock addons. The base addon has
# most of the tests: those of the others run beside them, on a database of their own.
test_addons() {
    local addon child base=() leaves=()
    RUNS=()
    for addon in "${SELECTED[@]}"; do
        if [ "$addon" = "${ADDONS[0]}" ]; then base=("$addon"); else leaves+=("$addon"); fi
    done
    start_tests_of "${base[@]}"
    start_tests_of "${leaves[@]}"
    for child in "${!RUNS[@]}"; do
        show_progress "$child"
        # what it means is in the log; one that ended long ago is a child no more
        wait "$child" 2>/dev/null || true
    done
    for child in "${!RUNS[@]}"; do
        read_log odoo "$LOGS/${RUNS[child]}.log"
    done
}

start_tests_of() { # [ADDON…]: the first run's database is used again, see need_suite
    local name=addons database=suite
    [ $# -gt 0 ] || return 0
    TAGS=$(odoo_tags "$@")
    [ -n "$TAGS" ] || return 0
    [ -z "$NO_BROWSER" ] || leave_out_browser_tests "$TAGS" "$@"
    [ ${#RUNS[@]} = 0 ] || name=addons-leaves database=suite_leaves
    database=$(test_database $database)
    copy_database "$STOCK_TEMPLATE" "$database"
    run_odoo_tests $name "$database" "$(comma "${SELECTED[@]}")" "$TAGS"
    RUNS[CHILD]=$name
}

# One addon on a database with only what it depends on: a missing "depends" shows.
test_addons_alone() {
    local addon tags running=0
    for addon in "${SELECTED[@]}"; do
        tags=$(python "$ROOT/setup/lib/odoo_tests.py" "$ROOT" no-http "$addon")
        copy_database "$CORE_TEMPLATE" "$(test_database "$addon")"
        run_odoo_tests "alone-$addon" "$(test_database "$addon")" "$addon" "$tags"
        running=$((running + 1))
        [ $running -lt 2 ] || { wait -n || true; running=$((running - 1)); }
    done
    wait
    for addon in "${SELECTED[@]}"; do
        read_log odoo "$LOGS/alone-$addon.log"
    done
}

test_demo_data() { # the demo's database can be made, and making it logs no warning
    local database
    database=$(test_database demo)
    copy_database "$DEMO_TEMPLATE" "$database"
    install_addons "$database" "$(comma "${ADDONS[@]}")" --with-demo \
        >"$LOGS/install.log" 2>&1 || count 0 1 0
    read_log install "$LOGS/install.log" "$ROOT/tests/known_warnings.txt"
}

# --- on a database with all our addons -------------------------------------------------

need_suite() { # test_addons has made it, unless -k left nothing to test there
    local database
    database=$(test_database suite)
    ! database_exists "$database" || return 0
    copy_database "$STOCK_TEMPLATE" "$database"
    quietly suite "see the log" install_addons "$database" "$(comma "${ADDONS[@]}")"
}

database_tests() { # folders of tests/ whose tests need Odoo and a database
    local folder
    for folder in $DATABASE_FOLDERS; do
        [ "$folder" != browser ] || [ -z "$NO_BROWSER" ] || continue
        ! compgen -G "$ROOT/tests/$folder/test_*.py" >/dev/null ||
            echo "$ROOT/tests/$folder"
    done
}

test_journeys() {
    local folders database
    mapfile -t folders < <(database_tests)
    [ ${#folders[@]} -gt 0 ] || return 0
    need_suite
    database=$(test_database journey)
    copy_database "$(test_database suite)" "$database"
    run_pytest journey -p odoo -p stock_suites_plugin --odoo-database "$database" \
        --odoo-http ${MATCH:+-k "$MATCH"} "${folders[@]}"
}

# queue_job's own tests pass in Odoo's runner only, and say nothing about ours.
stock_suite_folders() { # the OCA addons that are installed with ours
    local site folder
    site=$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    psql -XAt -d "$(test_database suite)" -c \
        "SELECT name FROM ir_module_module
          WHERE state = 'installed' AND name <> 'queue_job' ORDER BY name" |
        while read -r folder; do
            folder=$site/odoo/addons/$folder/tests
            [ ! -d "$folder" ] || echo "$folder"
        done
}

test_stock_suites() {
    local folders
    need_suite
    mapfile -t folders < <(stock_suite_folders)
    say "    of $(for folder in "${folders[@]}"; do
        basename "$(dirname "$folder")"
    done | paste -sd' ')"
    PYTHONWARNINGS=ignore run_pytest stock -p odoo -p stock_suites_plugin \
        --odoo-database "$(test_database suite)" --odoo-http -n 2 --dist loadfile \
        ${MATCH:+-k "$MATCH"} "${folders[@]}"
}

test_linters() { # a command of its own: it may fail to install, and we still go on
    rm -f "$LOGS/lint.log"
    "$ROOT/setup/lint" --counts || true
    if [[ $(tail -n 1 "$LOGS/lint.log" 2>/dev/null) =~ ^[0-9]+\ [0-9]+$ ]]; then
        # shellcheck disable=SC2046
        count $(tail -n 1 "$LOGS/lint.log") 0
    else
        count 0 1 0
    fi
}

test_folder() { # FOLDER, for --full; HELPDESK_STOCK_DATABASE has no addon of ours
    [ -d "$ROOT/tests/$1" ] || { say "    there is no tests/$1"; return 0; }
    need_suite
    copy_database "$(test_database suite)" "$(test_database "$1")"
    copy_database "$STOCK_TEMPLATE" "$(test_database "$1_stock")"
    HELPDESK_TEST_DATABASE=$(test_database "$1") \
        HELPDESK_STOCK_DATABASE=$(test_database "$1_stock") \
        run_pytest "$1" ${MATCH:+-k "$MATCH"} "$ROOT/tests/$1"
}

# A failed check fails; where n8n cannot be installed there is nothing to check.
test_n8n() {
    if ! ODOO_HOME=$ODOO_HOME "$ROOT/setup/n8n/install" >"$LOGS/n8n-stage.log" 2>&1; then
        say "    SKIPPED: n8n could not be installed:"
        grep -E -A2 '^ *(\||FAILED:|Cause:)' "$LOGS/n8n-stage.log" | tail -n 12 |
            sed 's/^/    /'
        return 0
    fi
    need_suite
    copy_database "$(test_database suite)" "$(test_database n8n)"
    HELPDESK_TEST_DATABASE=$(test_database n8n) HELPDESK_ENVIRONMENT=1 ODOO_HOME=$ODOO_HOME \
        LIMIT=1500 run_pytest n8n -s ${MATCH:+-k "$MATCH"} "$ROOT/tests/n8n"
}

show_evidence() { # of --full: what became of each row of docs/trust*.md
    step "Faults and attacks, row by row (docs/trust-run.md has such a table)"
    rm -f "$LOGS/evidence.md"
    python "$ROOT/setup/lib/evidence.py" "$ROOT" "$LOGS" | tee "$LOGS/evidence.md"
}

# --- cleaning up -----------------------------------------------------------------------

drop_test_databases() { # ours, and those of runs that were killed
    local database pid
    [ -n "$PRIVATE_POSTGRES" ] || {
        drop_matching "${TEST_PREFIX}_%"
        return
    }
    for database in $(sql "SELECT datname FROM pg_database
            WHERE datname LIKE 'helpdesk_test_%'"); do
        pid=$(echo "$database" | cut -d_ -f3)
        [ "$pid" != $$ ] && [ -e "/proc/$pid" ] || drop_database "$database"
    done
}

drop_matching() { # PATTERN
    local database
    for database in $(sql "SELECT datname FROM pg_database
            WHERE datname LIKE '$1'"); do
        drop_database "$database"
    done
}
