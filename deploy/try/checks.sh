# Sourced by run.sh: what a running stack has to show. Every check names what it saw, or fails.

# The containers of a service, one a line.
containers() {
  compose ps --all --quiet "$1"
}

# One line a container.
inspect() {
  containers "$1" | xargs docker inspect --format "$2"
}

api() {
  curl -sS --max-time 10 -H "X-Internal-Token: $INTERNAL_TOKEN" "$@"
}

check_health() {
  api_url="http://$(compose port api "$API_PORT")"
  wait_for "the API's health" is_well "$api_url/health"
}

# Every check of it: one that stays degraded, like a cache nobody reaches, still answers 200.
is_well() {
  [[ $(curl -sf --max-time 5 "$1") == '{"status":"Healthy",'* ]]
}

check_first_version() {
  local pet=019a7f3e-5a00-7000-8000-000000000001 embedding status body
  # 384 floats of 1.0, little-endian.
  embedding=$(printf '\0\0\200\077%.0s' $(seq 384) | base64 -w 0)
  status=$(api -o "$work/answer" -w '%{http_code}' -X PUT -H 'Content-Type: application/json' "$api_url/internal/pets/$pet/images" \
    -d "{\"images\":[{\"image_id\":\"019a7f3e-5a00-7000-8000-0000000000a1\",\"embedding_base64\":\"$embedding\",\"model\":\"clip-vit-l14\",\"quality\":0.9}]}")
  [ "$status" = 200 ] || fail "PUT images answered $status: $(cat "$work/answer")"
  status=$(api -o "$work/answer" -w '%{http_code}' -X POST -H 'Content-Type: application/json' "$api_url/internal/cluster-jobs" -d "{\"pet_id\":\"$pet\"}")
  [ "$status" = 202 ] || fail "POST cluster-jobs answered $status: $(cat "$work/answer")"
  wait_for "a first version" api -f "$api_url/internal/pets/$pet/clusters/latest"
  body=$(api "$api_url/internal/pets/$pet/clusters/latest")
  [[ $body == *'"version":1,'* ]] || fail "The first version is not 1: $body"
  status=$(curl -s -o /dev/null -w '%{http_code}' "$api_url/internal/pets/$pet/clusters/latest")
  [ "$status" = 401 ] || fail "Without a token the API answered $status."
}

check_order() {
  local code finished service started
  code=$(inspect migrations '{{.State.ExitCode}}')
  finished=$(inspect migrations '{{.State.FinishedAt}}')
  [ "$code" = 0 ] || fail "The migrations ended with $code."
  for service in worker api; do
    started=$(inspect "$service" '{{.State.StartedAt}}' | sort | head -n 1)
    [[ $finished < $started ]] || fail "$service started at $started, before the migrations ended at $finished."
  done
  echo "          migrations ended with 0 at $finished, before worker and api started"
}

check_confinement() {
  local service container user
  for service in worker api cache; do
    for container in $(containers "$service"); do
      [ "$(docker inspect -f '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}}' "$container")" = 'true [ALL]' ] ||
        fail "$service can write its root file system, or has capabilities."
      user=$(docker top "$container" -o pid,uid | awk 'NR > 1 { print $2 }' | sort -u)
      ! grep -qx 0 <<<"$user" || fail "$service runs as root."
      echo "          $service runs as user $user, without capabilities, on a read-only root file system"
    done
  done
}

check_probes() {
  local service started container
  for service in worker api; do
    wait_for "$service to be healthy by its own probe" is_healthy "$service"
  done
  container=$(containers api)
  started=$EPOCHREALTIME
  docker exec "$container" dotnet MediaClusters.Api.dll --probe "http://localhost:$API_PORT/health" || fail "The probe found the API unwell."
  echo "          worker and api are healthy by their own probe, which took $(since "$started") s"
  ! docker exec "$container" dotnet MediaClusters.Api.dll --probe "http://localhost:$API_PORT/nothing" >/dev/null 2>&1 ||
    fail "The probe took an answer of 404 for health."
}

is_healthy() {
  [ "$(inspect "$1" '{{.State.Health.Status}}' | sort -u)" = healthy ]
}

# The server's certificate, checked against the authority that signed it, and against another.
check_authorities() {
  migrate_trusting authority || { cat "$work/migrations.log" >&2; fail "The migrations refuse a server whose authority they were given."; }
  ! migrate_trusting stranger || fail "The migrations trust a server whose authority they were not given."
  grep -q 'RemoteCertificate' "$work/migrations.log" || { cat "$work/migrations.log" >&2; fail "It was not the certificate that was refused."; }
  echo "          VerifyFull accepts the server by its authority, and refuses it by another"
}

migrate_trusting() {
  docker run --rm --read-only --volume "$work/ca:/ca:ro" --env "DATABASE_URL=postgres://media_clusters:$postgres_password@$postgres_host/media-clusters?sslrootcert=/ca/$1.crt" \
    --env Migrations__WaitForDatabase=00:00:05 "$MIGRATIONS_IMAGE" >"$work/migrations.log" 2>&1
}

check_stop() {
  local service codes
  compose stop api worker >/dev/null 2>&1
  for service in worker api; do
    codes=$(inspect "$service" '{{.State.ExitCode}}' | sort -u)
    [ "$codes" = 0 ] || fail "$service ended with $codes when it was stopped."
  done
}
