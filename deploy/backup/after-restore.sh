#!/usr/bin/env bash
# After every restore, before workers and API start: raises all version numbers above those that were handed out and lost.
# It may be run as often as there are restores: it raises to the milliseconds since 2020, by the server's clock, which are
# always above what an earlier run raised to.
#
#   deploy/backup/after-restore.sh [KNOWN-PETS]    a file with ids of pets that others know, in whatever text; - reads stdin
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
. "$here/common.sh"

[ $# -le 1 ] || usage "Usage: after-restore.sh [KNOWN-PETS]"
known=${1:-/dev/null}
[ "$known" = - ] || [ -r "$known" ] || usage "$known cannot be read."
need_database
need psql

uuid='[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
{
  echo 'CREATE TEMP TABLE known (pet_id uuid) ON COMMIT DROP;'
  echo 'COPY known FROM STDIN;'
  cat -- "$known" | grep -aoE "$uuid" | sort -u || true
  echo '\.'
  cat "$here/after-restore.sql"
} | sql --single-transaction -f -
