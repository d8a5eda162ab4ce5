# Sourced by run.sh: a Postgres that plays the managed one. It takes TLS only, with a certificate of an authority of its
# own, and gives the product a role that owns one database and nothing else.

# docker0, which every container reaches.
postgres_host=172.17.0.1
postgres_password=$(openssl rand -hex 16)

start_postgres() {
  local bin data="$work/postgres" as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  bin=$(dirname "$(readlink -f "$(command -v postgres || ls /usr/lib/postgresql/*/bin/postgres | sort -V | tail -n 1)")")
  mkdir -m 700 "$data"
  mkdir -m 755 "$work/ca"
  make_certificates "$work/ca"
  chown postgres: "$data"

  "${as[@]}" "$bin/initdb" -D "$data/data" -U postgres --auth=peer --encoding=UTF8 --no-locale --no-sync >"$work/initdb.log"
  install -o postgres -m 600 "$work/ca/server.crt" "$work/ca/server.key" "$data"
  printf 'local all postgres trust\nhostssl all all 0.0.0.0/0 scram-sha-256\n' >"$data/data/pg_hba.conf"
  cat >>"$data/data/postgresql.conf" <<EOF
listen_addresses = '$postgres_host'
unix_socket_directories = '$data'
ssl = on
ssl_cert_file = '$data/server.crt'
ssl_key_file = '$data/server.key'
fsync = off
EOF
  "${as[@]}" "$bin/pg_ctl" -D "$data/data" -l "$data/log" -w start >/dev/null || { cat "$data/log" >&2; fail "PostgreSQL did not start."; }
  "${as[@]}" "$bin/psql" -h "$data" -U postgres -q -v ON_ERROR_STOP=1 <<EOF
CREATE ROLE media_clusters LOGIN PASSWORD '$postgres_password';
CREATE DATABASE "media-clusters" OWNER media_clusters;
EOF
}

# An authority, another that signed nothing, and the server's certificate.
make_certificates() {
  local name
  for name in authority stranger; do
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$name" \
      -addext basicConstraints=critical,CA:TRUE -keyout "$1/$name.key" -out "$1/$name.crt" 2>/dev/null
  done
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=managed-postgres' \
    -keyout "$1/server.key" -out "$1/server.csr" 2>/dev/null
  openssl x509 -req -in "$1/server.csr" -CA "$1/authority.crt" -CAkey "$1/authority.key" -CAcreateserial -days 2 \
    -extfile <(echo "subjectAltName=IP:$postgres_host") -out "$1/server.crt" 2>/dev/null
}
