#!/usr/bin/env bash
# Called by .odoo/env.sh: starts the private PostgreSQL when it is not running.
# ./setup/demo --stop stops it.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
. "$ROOT/setup/lib/postgres.sh"
trap 'unforeseen $LINENO $?' ERR
open_folders
postgres_places
find_postgres_programs
start_postgres >&2
