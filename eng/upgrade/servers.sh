# Sourced by upgrade.sh: a Postgres and a Redis that are gone afterwards, and what services need to find them.

free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

start_servers() {
  local port password bin as=()
  bin=$(postgres_bin)
  password=$(random_hex)
  port=$(free_port)
  mkdir -m 700 "$work/postgres"
  printf %s "$password" >"$work/postgres/password"

  # PostgreSQL refuses to run as root.
  if [ "$(id -u)" -eq 0 ]; then
    local user=nobody
    ! id postgres >/dev/null 2>&1 || user=postgres
    as=(setpriv "--reuid=$user" "--regid=$(id -g $user)" --clear-groups)
    chown -R "$user" "$work/postgres"
  fi
  postgres=("${as[@]}" "$bin/pg_ctl" -D "$work/postgres/data")
  (cd / && "${as[@]}" "$bin/initdb" -D "$work/postgres/data" -U postgres --pwfile="$work/postgres/password" --auth=scram-sha-256 \
    --encoding=UTF8 --no-locale --no-sync && "${postgres[@]}" -l "$work/postgres/log" -w start \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=200") >"$work/postgres.log" 2>&1 ||
    give_up "PostgreSQL did not start."
  export PGPASSWORD=$password PGHOST=127.0.0.1 PGPORT=$port PGUSER=postgres
  psql=$bin/psql
  "$psql" -qX -d postgres -c 'CREATE DATABASE "media-clusters"' || give_up "The database was not created."

  local redis
  redis=$(command -v redis-server || command -v valkey-server)
  redis_port=$(free_port)
  "$redis" --port "$redis_port" --bind 127.0.0.1 --save '' --appendonly no --dir "$work" >"$work/redis.log" 2>&1 &
  services+=("$!")

  token=$(random_hex)
  export DATABASE_URL="postgres://postgres:$password@127.0.0.1:$port/media-clusters" REDIS_URL="redis://127.0.0.1:$redis_port"
  export INTERNAL_TOKEN=$token Database__SslMode=Disable DOTNET_ENVIRONMENT=Production
  unset OTEL_EXPORTER_OTLP_ENDPOINT
}

postgres_bin() {
  local program
  program=$(command -v postgres || ls -d /usr/lib/postgresql/*/bin/postgres /usr/pgsql-*/bin/postgres /opt/homebrew/opt/postgresql@*/bin/postgres 2>/dev/null | sort -V | tail -n 1)
  dirname "$(readlink -f "$program")"
}

random_hex() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

query() {
  "$psql" -qXAt -d media-clusters -c "$1"
}

stop_everything() {
  touch "$work/stop"
  local pid
  for pid in "${services[@]}"; do kill -KILL "$pid" 2>/dev/null; done
  wait 2>/dev/null
  [ -z "${postgres:-}" ] || (cd / && "${postgres[@]}" -m immediate stop >/dev/null 2>&1)
}
