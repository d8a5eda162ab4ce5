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

# A pet that was deleted before the chosen moment and has come back since is not deleted again: the database knows of that
# deletion, or of a later one, which is what the repetition of an earlier replay is.
missing() {
  {
    echo 'CREATE TEMP TABLE exported (line jsonb) ON COMMIT DROP;'
    # As CSV with signs that no JSON has: backslashes stay as they are.
    echo "COPY exported FROM STDIN WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02');"
    cat -- "$file"
    echo '\.'
    cat <<'SQL'
SELECT DISTINCT e.pet_id
FROM (SELECT (line ->> 'pet_id')::uuid AS pet_id, (line ->> 'deleted_at')::timestamptz AS deleted_at FROM exported WHERE line IS NOT NULL) e
WHERE NOT EXISTS (SELECT 1 FROM pet_deletions d WHERE d.pet_id = e.pet_id AND d.deleted_at >= e.deleted_at)
ORDER BY 1;
SQL
  } | sql --single-transaction -f -
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

# ask METHOD PATH [CURL-OPTION...]: the answer's status. The token goes by a file descriptor: arguments can be read by every
# process of the machine.
ask() {
  curl -sS -o /dev/null -w '%{http_code}' --max-time 60 -X "$1" -K <(printf 'header = "X-Internal-Token: %s"\n' "$INTERNAL_TOKEN") \
    "${@:3}" "${API_URL%/}$2" || true
}

replay() {
  local pets pet status failed=0
  pets=$(missing) || fail "The database was not asked: nothing was deleted."
  # A pet that is not there is answered with 404, and so is everything at a wrong address.
  status=$(ask POST /internal/pets/latest-versions -H 'Content-Type: application/json' -d '{"pet_ids": ["00000000-0000-4000-8000-000000000000"]}')
  [ "$status" = 200 ] || fail "Nothing was deleted: $API_URL is not the API or refuses the token (HTTP $status)."
  for pet in $pets; do
    status=$(ask DELETE "/internal/pets/$pet")
    case "$status" in
      2??) echo "deleted $pet" ;;
      404) echo "not there $pet" ;;
      *) echo "not deleted $pet: HTTP $status" >&2; failed=1 ;;
    esac
  done
  [ "$failed" = 0 ] || fail "Not all were deleted: run it again."
}

case "$1" in
  export) export_all ;;
  missing | replay)
    [ "$1" = missing ] || { [ -n "${API_URL:-}" ] && [ -n "${INTERNAL_TOKEN:-}" ]; } || usage "API_URL and INTERNAL_TOKEN have to be set."
    [ -r "$file" ] || usage "$file cannot be read."
    [ "$1" = missing ] || need curl
    "$1" ;;
  *) usage "$usage" ;;
esac
