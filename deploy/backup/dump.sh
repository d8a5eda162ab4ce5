#!/usr/bin/env bash
# Writes the database and the server's roles into a new folder below FOLDER, and prints its name. From anywhere, with a
# role that may read everything; passwords of roles are in it only when that role is a superuser.
#
#   deploy/backup/dump.sh FOLDER
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[ $# -eq 1 ] || usage "Usage: dump.sh FOLDER"
need_database
need psql pg_dump pg_dumpall
umask 077

mkdir -p "$1"
dump="$1/$(date -u +%Y%m%dT%H%M%S)Z"
[ ! -e "$dump" ] || fail "$dump is there already."
work=$(mktemp -d "$1/.dump.XXXXXX")
trap 'rm -rf "$work"' EXIT

passwords=()
[ "$(sql -c "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")" = t ] || passwords=(--no-role-passwords)
pg_dumpall --roles-only "${passwords[@]}" >"$work/roles.sql"
# Vectors and stored bodies do not compress; higher levels only cost time.
pg_dump --format=custom --compress=1 --file="$work/database.dump" "$PGDATABASE"
# Reads the table of contents: a file that ends half-way has none.
pg_restore --list "$work/database.dump" >/dev/null

# All or nothing: a folder of that name is a whole dump.
mv "$work" "$dump"
trap - EXIT
printf '%s\n' "$dump"
