#!/usr/bin/env bash
# Prints what the database holds as text that is the same wherever the same rows are: a count and a checksum for each
# table, of one moment. Exit code 1 when the rows contradict each other.
#
#   deploy/backup/verify.sh               compare two outputs with diff
#   deploy/backup/verify.sh --versions    every version with its body's hash, to find which ones differ
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
. "$here/common.sh"

need_database
need psql
case "$#:${1:-}" in
  0:) ;;
  1:--versions)
    sql -F ' ' -c "SELECT c.pet_id, c.version, encode(sha256(s.payload), 'hex') FROM pet_clusters c
      JOIN cluster_snapshots s ON s.cluster_id = c.id ORDER BY 1, 2"
    exit ;;
  *) usage "Usage: verify.sh [--versions]" ;;
esac

report=$(sql -F ' ' -f "$here/verify.sql")
printf '%s\n' "$report"
! grep -qE '^broken: .* [1-9][0-9]*$' <<<"$report" || fail "The rows contradict each other: see the lines that begin with 'broken'."
