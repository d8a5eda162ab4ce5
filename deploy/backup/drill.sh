#!/usr/bin/env bash
# Measures the way back: fills a database of its own, backs it up, goes on writing, kills the server and loses its disk,
# restores it by both ways, and prints how much was lost and how long it took. Everything is removed again.
#
#   deploy/backup/drill.sh [PETS [SECONDS]]    10,000 pets and 100 s of writing by default: 8 GB below TMPDIR, 15 minutes
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../eng/setup.sh"

[[ "${1:-10000}" =~ ^[1-9][0-9]{0,6}$ && "${2:-100}" =~ ^[1-9][0-9]{0,4}$ && $# -le 2 ]] || { echo "Usage: drill.sh [PETS [SECONDS]]" >&2; exit 2; }
pets=${1:-10000} seconds=${2:-100}

need_dotnet
choose_artifacts
install_servers
command -v pgbackrest >/dev/null 2>&1 || install_packages pgbackrest
export AspirePackages="${AspirePackages:-false}"
bin=$(dirname "$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")
export PATH="$bin:$PATH"

work=$(mktemp -d "${TMPDIR:-/tmp}/media-clusters-drill.XXXXXX")
chmod 711 "$work"
own=()
if [ "$(id -u)" -eq 0 ]; then own=(setpriv --reuid=postgres --regid=postgres --init-groups); fi
processes=()

finish() {
  trap '' INT TERM
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
  for data in "$work"/data/*; do
    [ -f "$data/postmaster.pid" ] && as_owner pg_ctl -D "$data" -m immediate -w stop >/dev/null 2>&1 || true
  done
  wait
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

as_owner() { "${own[@]}" env -C "$work/data" "$@"; }
now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }'; }
size() { du -sh --apparent-size "$1" | cut -f1; }
say() { printf '%-64s %s\n' "$1" "$2"; }
free_port() { local port; while port=$((10000 + RANDOM % 4000)); (: </dev/tcp/127.0.0.1/$port) 2>/dev/null; do :; done; echo "$port"; }

cp -R "$root/deploy/backup" "$work/backup"
chmod -R a+rX "$work/backup"
mkdir "$work/data" "$work/repo" "$work/log" "$work/dumps"
if [ ${#own[@]} -gt 0 ]; then chown postgres: "$work"/data "$work"/repo "$work"/log "$work"/dumps; fi
export HOME=$work PGHOST=$work/log PGUSER=postgres PGDATABASE=media-clusters PGDATA=$work/data/main PGPORT
export PGBACKREST_CONFIG=$work/backup/pgbackrest.conf PGBACKREST_REPO1_PATH=$work/repo PGBACKREST_REPO1_CIPHER_PASS=drill PGBACKREST_LOG_PATH=$work/log
export PGBACKREST_LOCK_PATH=$work/log PGBACKREST_SPOOL_PATH=$work/log PGBACKREST_PG1_PATH=$PGDATA PGBACKREST_PG1_SOCKET_PATH=$PGHOST PGBACKREST_PG1_PORT
PGPORT=$(free_port) PGBACKREST_PG1_PORT=$PGPORT

new_server() {
  as_owner initdb -D "$1" -U postgres --data-checksums --encoding=UTF8 --no-locale --auth=trust >/dev/null
  printf '%s\n' "port = $PGPORT" "listen_addresses = '127.0.0.1'" "unix_socket_directories = '$PGHOST'" 'max_wal_size = 2GB' \
    "include '$work/backup/postgresql.conf'" | as_owner tee -a "$1/postgresql.conf" >/dev/null
}
start() { as_owner pg_ctl -D "$1" -w -t 600 -l "$work/log/postgres.log" start >/dev/null || { tail -n 20 "$work/log/postgres.log" >&2; exit 1; }; }
empty_cache() { redis-cli -p "$redis_port" --scan --pattern 'mc:*' | xargs -r -n 500 redis-cli -p "$redis_port" unlink >/dev/null; }
query() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }

service() {
  local name=$1
  shift
  exec env DOTNET_ENVIRONMENT=Development ASPNETCORE_ENVIRONMENT=Development DATABASE_URL="postgres://postgres@127.0.0.1:$PGPORT/media-clusters" \
    REDIS_URL="redis://127.0.0.1:$redis_port" Logging__LogLevel__Default=Warning Authentication__Tokens__0__Name=drill \
    Authentication__Tokens__0__Value=token-of-the-restore-drill-0123456789 "$@" dotnet "$work/build/$name/MediaClusters.$name.dll" >>"$work/log/$name.log" 2>&1
}

echo "Building, and seeding $pets pets"
for project in Api Worker MigrationService; do
  HOME=~ dotnet build "$root/MediaClusters.$project" -c Release -v quiet --nologo -o "$work/build/$project" >"$work/log/build" || { cat "$work/log/build" >&2; exit 1; }
done
redis_port=$(free_port) api_port=$(free_port)
redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --dir "$work/log" >/dev/null &
processes+=($!)
new_server "$PGDATA"
start "$PGDATA"
createdb media-clusters
# The WAL of the seeding belongs to no backup.
archiving() { query -d postgres -c "$1" -c 'SELECT pg_reload_conf()' >/dev/null; }
archiving "ALTER SYSTEM SET archive_command = '/bin/true'"
(service MigrationService Seed__Enabled=false)
begun=$(now)
query -v pets="$pets" -f "$work/backup/drill/seed.sql" >/dev/null
query -c 'VACUUM ANALYZE' -c CHECKPOINT
archiving 'ALTER SYSTEM RESET archive_command'
say "seeded, s" "$(since "$begun")"
query -F ' ' -c "SELECT (SELECT count(*) FROM pets) || ' pets, ' || (SELECT count(*) FROM pet_images) || ' photos, ' || (SELECT count(*) FROM pet_clusters)
  || ' versions, ' || (SELECT count(*) FROM cluster_members) || ' members, ' || pg_size_pretty(pg_database_size('media-clusters'))"

begun=$(now)
as_owner bash "$work/backup/backup.sh" full >/dev/null
say "full backup, s" "$(since "$begun")"
say "backup and WAL so far in the repository" "$(size "$work/repo/backup") and $(size "$work/repo/archive")"
begun=$(now)
dump=$(as_owner bash "$work/backup/dump.sh" "$work/dumps")
say "dump, s, and its size" "$(since "$begun") $(size "$dump")"
begun=$(now)
as_owner bash "$work/backup/verify.sh" >"$work/log/at-dump"
say "verify.sh, s" "$(since "$begun")"

echo "Writing ten versions a second for $seconds s; each is noted once its commit was acknowledged"
acknowledged=$work/log/acknowledged
: >"$acknowledged"
(
  end=$((SECONDS + seconds)) n=0
  while [ $SECONDS -lt $end ]; do
    n=$((n + 1))
    printf '%s\n' "SELECT pet, version FROM drill.write($n) \\gset" "SELECT :'pet', :version, extract(epoch FROM clock_timestamp());"
    sleep 0.09
  done | psql -X -q -A -t -F ' ' -v ON_ERROR_STOP=1 >"$acknowledged"
) &
writer=$!
processes+=("$writer")
wait "$writer"

begun=$(now)
kill -KILL "$(head -n 1 "$PGDATA/postmaster.pid")"
killed=$(now)
while pg_isready -q; do sleep 0.1; done
sleep 1
rm -rf "$PGDATA"
say "killed, disk lost; versions acknowledged" "$(wc -l <"$acknowledged")"

outage=$(now)
begun=$outage
as_owner bash "$work/backup/restore.sh" >"$work/log/restore"
say "restore.sh, s" "$(since "$begun")"
begun=$(now)
start "$PGDATA"
until [ "$(query -d postgres -c 'SELECT pg_is_in_recovery()')" = f ]; do sleep 0.1; done
say "replay of the WAL until open for writing, s" "$(since "$begun")"
begun=$(now)
as_owner bash "$work/backup/verify.sh" >"$work/log/restored"
say "verify.sh, s" "$(since "$begun")"
begun=$(now)
as_owner bash "$work/backup/after-restore.sh" >/dev/null
empty_cache
say "after-restore.sh and the cache emptied, s" "$(since "$begun")"
begun=$(now)
service Api ASPNETCORE_URLS="http://127.0.0.1:$api_port" &
processes+=($!)
pet=$(query -c 'SELECT pet_id FROM pets ORDER BY pet_id LIMIT 1')
until curl -sf -o /dev/null -H 'X-Internal-Token: token-of-the-restore-drill-0123456789' "http://127.0.0.1:$api_port/internal/pets/$pet/clusters/latest"; do sleep 0.1; done
say "API started and first pet read, s" "$(since "$begun")"
say "RTO by pgBackRest: all of that, s" "$(since "$outage")"

query -F ' ' -v acknowledged="$acknowledged" <<SQL
CREATE TEMP TABLE acknowledged (pet_id uuid, version bigint, at numeric);
\\copy acknowledged FROM '$acknowledged' WITH (DELIMITER ' ')
SELECT 'RPO by pgBackRest: lost versions, and the s they took: ' || count(*) FILTER (WHERE c.id IS NULL) || ' of ' || count(*) || ', '
  || coalesce(round($killed - max(a.at) FILTER (WHERE c.id IS NOT NULL), 1)::text, 'all')
FROM acknowledged a LEFT JOIN pet_clusters c USING (pet_id, version);
SQL

begun=$(now)
service Worker ASPNETCORE_URLS="http://127.0.0.1:$(free_port)" &
worker=$!
processes+=("$worker")
until [ "$(query -c "SELECT count(*) FROM cluster_jobs WHERE status IN ('queued', 'processing')")" = 0 ]; do sleep 1; done
say "one worker wrote every pet's next version, API up meanwhile, s" "$(since "$begun")"
as_owner bash "$work/backup/verify.sh" | grep -E '^(raised|broken)'
kill "${processes[@]:2}" 2>/dev/null || true
as_owner pg_ctl -D "$PGDATA" -m fast -w stop >/dev/null

echo "The same from the dump, into a new server"
outage=$(now)
PGDATA=$work/data/second
new_server "$PGDATA"
as_owner sed -i 's/^include.*//' "$PGDATA/postgresql.conf"
start "$PGDATA"
say "new server, s" "$(since "$outage")"
begun=$(now)
as_owner bash "$work/backup/load.sh" "$dump" >/dev/null
say "load.sh, s" "$(since "$begun")"
as_owner bash "$work/backup/verify.sh" >"$work/log/loaded"
diff "$work/log/at-dump" "$work/log/loaded" && say "verify.sh" "as at the dump"
as_owner bash "$work/backup/after-restore.sh" >/dev/null
empty_cache
service Api ASPNETCORE_URLS="http://127.0.0.1:$api_port" &
processes+=($!)
until curl -sf -o /dev/null -H 'X-Internal-Token: token-of-the-restore-drill-0123456789' "http://127.0.0.1:$api_port/internal/pets/$pet/clusters/latest"; do sleep 0.1; done
say "RTO by dump, with the steps after it, s" "$(since "$outage")"
say "RPO by dump" "everything since the dump"
