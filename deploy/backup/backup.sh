#!/usr/bin/env bash
# Makes a base backup; the WAL since then comes by itself, through archive_command. As the user postgres, on the server.
#
#   deploy/backup/backup.sh [full|diff|incr]    diff by default; the first one is always full
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

type=${1:-diff}
case "$type" in full | diff | incr) ;; *) usage "Usage: backup.sh [full|diff|incr]" ;; esac
[ $# -le 1 ] || usage "Usage: backup.sh [full|diff|incr]"
need pgbackrest

# Does nothing when the stanza is there already, and fails when it belongs to another cluster.
pgbackrest --stanza=media-clusters stanza-create
# A segment has to travel to the archive and be found there, or the backup would be worth nothing.
pgbackrest --stanza=media-clusters check
pgbackrest --stanza=media-clusters --type="$type" backup
pgbackrest --stanza=media-clusters info
