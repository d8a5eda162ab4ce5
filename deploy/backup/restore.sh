#!/usr/bin/env bash
# Puts the newest fitting backup and the WAL after it into $PGDATA, which must be empty. As the user postgres; does not start
# the server, which replays the WAL at its next start and then opens for writing on a timeline of its own.
#
#   deploy/backup/restore.sh                                           to the last commit in the archive
#   deploy/backup/restore.sh --target '2026-03-01 02:59:00.5+00'       to a moment, with its offset from UTC
#   deploy/backup/restore.sh --target '...' --timeline 1               to a moment that a restore has made undone: on the timeline before it
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage='Usage: restore.sh [--target "YYYY-MM-DD HH:MM:SS[.ffffff]+00" [--timeline NUMBER]]'
target='' timeline=''
while [ $# -gt 0 ]; do
  case "$1" in
    --target) [ $# -ge 2 ] || usage "$usage"; target=$2; shift 2 ;;
    --timeline) [[ $# -ge 2 && -n "$target" && "$2" =~ ^[1-9][0-9]{0,8}$ ]] || usage "$usage"; timeline=$2; shift 2 ;;
    *) usage "$usage" ;;
  esac
  # A moment without an offset would be read in whatever zone the server has.
  [[ "$target" =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}[\ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$ ]] || usage "$usage, not '$target'"
  date -d "$target" >/dev/null 2>&1 || usage "--target: there is no such moment: '$target'"
done

[ -n "${PGDATA:-}" ] || usage "PGDATA is not set: name the data directory to fill."
if [ -d "$PGDATA" ] && [ -n "$(ls -A "$PGDATA")" ]; then
  usage "$PGDATA is not empty. Stop the server and move the directory away; it may be the only copy of the last minute."
fi
need pgbackrest

arguments=()
if [ -n "$target" ]; then
  target=${target/T/ }
  arguments=(--type=time --target="${target/Z/+00}" --target-action=promote ${timeline:+--target-timeline="$timeline"})
fi

mkdir -p -m 700 "$PGDATA"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0
pgbackrest --stanza=media-clusters --pg1-path="$PGDATA" --log-level-console=info "${arguments[@]}" restore 2>&1 | tee "$log" || failed=1

# Later releases of pgBackRest end here, earlier ones take the newest backup, from which the server could never go back to the moment.
if grep -q 'unable to find backup set with stop time less than' "$log"; then
  find "$PGDATA" -mindepth 1 -delete
  fail "No backup is older than $target: choose a later moment. 'pgbackrest --stanza=media-clusters info' lists the backups."
fi
[ "$failed" = 0 ] || fail "pgBackRest did not restore, for the reason above."
