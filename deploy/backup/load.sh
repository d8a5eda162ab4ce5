#!/usr/bin/env bash
# Loads what dump.sh wrote into the database PGDATABASE, which is made when it is not there and has to be empty when it is.
#
#   deploy/backup/load.sh FOLDER/20260301T030000Z
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[ $# -eq 1 ] || usage "Usage: load.sh DUMP"
[ -f "$1/database.dump" ] && [ -f "$1/roles.sql" ] || usage "$1 is no dump: database.dump or roles.sql is missing."
need_database
need psql createdb pg_restore vacuumdb

# Roles that are there keep their passwords and rights: this server's administrator is one of them.
existing=$(sql -d postgres -c "SELECT quote_ident(rolname) FROM pg_roles")
awk -v existing="$existing" '
  BEGIN { n = split(existing, names, "\n"); for (i = 1; i <= n; i++) there[names[i]] = 1 }
  /^(CREATE|ALTER) ROLE / { name = $3; sub(/;$/, "", name); if (name in there) next }
  { print }' "$1/roles.sql" | sql -d postgres

if [ -z "$(sql -d postgres -v name="$PGDATABASE" <<<"SELECT 1 FROM pg_database WHERE datname = :'name'")" ]; then
  createdb --template=template0 --encoding=UTF8 "$PGDATABASE"
fi
tables=$(sql -c "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")
[ "$tables" = 0 ] || usage "$PGDATABASE has $tables tables already: load into an empty database."

pg_restore --dbname="$PGDATABASE" --exit-on-error --jobs="$(getconf _NPROCESSORS_ONLN)" "$1/database.dump"
# A dump carries no statistics, and without them the first queries are slow.
vacuumdb --quiet --analyze-only "$PGDATABASE"
