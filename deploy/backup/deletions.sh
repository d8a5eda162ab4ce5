#!/usr/bin/env bash
# Deleted pets come back with a restore to a moment before their deletion. The record of deletions must not go back with the
# database, so it is written elsewhere every few minutes, and what it has and the restored database lacks is deleted again.
#
#   deploy/backup/deletions.sh export FILE     writes the table pet_deletions, one JSON object a line; adds to what FILE has
#   deploy/backup/deletions.sh missing FILE    the pets to delete again
#   deploy/backup/deletions.sh replay FILE     deletes them, through the API at API_URL with the token INTERNAL_TOKEN
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage="Usage: deletions.sh export|missing|replay FILE"
[ $# -eq 2 ] || usage "$usage"
file=$2
need_database
need psql
umask 077

recorded() {
  sql -c "SELECT to_jsonb(d) FROM pet_deletions d" | sort -u
}

missing() {
  [ -r "$file" ] || usage "$file cannot be read."
  local table
  table=$(recorded)
  # A pet that was deleted before the chosen moment and has come back since is not deleted again: the database knows of that deletion.
  sort -u "$file" | comm -23 - <(printf '%s\n' "$table") | { grep -oE '"pet_id": *"[0-9a-f-]{36}"' || true; } | grep -oE '[0-9a-f-]{36}' | sort -u || true
}

# Never shorter than it was: a restored database must not erase what the file knew.
export_all() {
  local new
  new=$(mktemp "$file.XXXXXX")
  if recorded >"$new" && { [ ! -f "$file" ] || cat "$file" >>"$new"; } && sort -u -o "$new" "$new"; then
    mv "$new" "$file"
  else
    rm -f "$new"
    fail "Nothing was exported; $file is as it was."
  fi
}

replay() {
  [ -n "${API_URL:-}" ] && [ -n "${INTERNAL_TOKEN:-}" ] || usage "API_URL and INTERNAL_TOKEN have to be set."
  need curl
  local pets pet status failed=0
  pets=$(missing)
  for pet in $pets; do
    # The token goes by a file descriptor: arguments can be read by every process of the machine.
    status=$(curl -sS -o /dev/null -w '%{http_code}' -X DELETE -K <(printf 'header = "X-Internal-Token: %s"\n' "$INTERNAL_TOKEN") \
      "${API_URL%/}/internal/pets/$pet") || status=000
    case "$status" in
      2?? | 404) echo "deleted $pet" ;;
      *) echo "not deleted $pet: HTTP $status" >&2; failed=1 ;;
    esac
  done
  [ "$failed" = 0 ] || fail "Not all were deleted: run it again."
}

case "$1" in
  export) export_all ;;
  missing) missing ;;
  replay) replay ;;
  *) usage "$usage" ;;
esac
