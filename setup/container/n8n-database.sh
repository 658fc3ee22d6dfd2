#!/bin/bash
# PostgreSQL runs it once, when its volume is empty: n8n has a database and a user of its own.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -v password="$N8N_DB_PASSWORD" --username "$POSTGRES_USER" <<'SQL'
CREATE ROLE n8n LOGIN PASSWORD :'password';
CREATE DATABASE n8n OWNER n8n;
SQL
