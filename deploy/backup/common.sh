# Sourced by the scripts beside it. They reach Postgres by libpq's own variables: PGHOST, PGPORT, PGUSER, PGDATABASE, PGPASSFILE.

# Output is compared and stored: it must not depend on the caller's zone or language.
export PGTZ=UTC LC_ALL=C

usage() {
  printf '%s\n' "$*" >&2
  exit 2
}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null 2>&1 || fail "Missing: $program. PostgreSQL's programs are in /usr/lib/postgresql/*/bin on Debian: add that folder to PATH."
  done
}

need_database() {
  [ -n "${PGDATABASE:-}" ] || usage "PGDATABASE is not set: name the database, and PGHOST, PGPORT and PGUSER where they are not the defaults."
}

sql() {
  psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}
