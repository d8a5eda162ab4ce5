#!/usr/bin/env bash
# The part of try.sh that runs in namespaces of its own, as their first process: everything it starts ends with it.
set -euo pipefail
. "$root/eng/setup.sh"
. "$root/deploy/try/engine.sh"
. "$root/deploy/try/bases.sh"
. "$root/deploy/try/postgres.sh"
. "$root/deploy/try/checks.sh"

since() {
  LC_ALL=C awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $1 }"
}

step() {
  local started=$EPOCHREALTIME what=$1
  shift
  "$@"
  printf '%6s s  %s\n' "$(since "$started")" "$what"
}

build_images() {
  docker push -q "$registry/dotnet-base" >/dev/null
  CONTAINER_BASE_IMAGE="$registry/dotnet-base:latest" CONTAINER_TAG=try "$root/deploy/images.sh" >/dev/null
}

# Compose takes a value from here before it looks into the published .env.
give_values() {
  export API_IMAGE=media-clusters/api:try WORKER_IMAGE=media-clusters/worker:try MIGRATIONS_IMAGE=media-clusters/migrations:try
  # Not the images' own port, which a setting has to win over.
  export API_PORT=8081 WORKER_PORT=8081 OTLP_ENDPOINT=''
  export INTERNAL_TOKEN CACHE_PASSWORD MEDIA_CLUSTERS
  INTERNAL_TOKEN=$(openssl rand -hex 24)
  CACHE_PASSWORD=$(openssl rand -hex 16)
  MEDIA_CLUSTERS="Host=$postgres_host;Username=media_clusters;Password=$postgres_password;Database=media-clusters"
}

compose() {
  "$MEDIACLUSTERS_COMPOSE" --project-name media-clusters --project-directory "$work/compose" \
    -f "$work/compose/docker-compose.yaml" "$@"
}

start_stack() {
  compose up --detach --wait --quiet-pull >"$work/up.log" 2>&1 ||
    { tail -n 20 "$work/up.log" >&2; compose logs --no-color >&2; fail "The stack did not start."; }
}

ip link set lo up
# Sockets and shared memory of what starts here, apart from the machine's.
mount -t tmpfs tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
use_engine
# What is killed leaves its temporary files where they are removed with the rest.
export TMPDIR="$work"
give_values

redis_image=$(sed -n 's/^ *image: "\(.*redis:[^"]*\)"$/\1/p' "$work/compose/docker-compose.yaml")
[ -n "$redis_image" ] || fail "The published file names no Redis image."

step "docker daemon" start_docker
step "registry" start_registry
step "base image from this machine's runtime" make_dotnet_base "$registry/dotnet-base"
step "$redis_image from this machine's Redis" make_redis "$redis_image"
step "images of the services" build_images
step "PostgreSQL with TLS" start_postgres
step "compose up" start_stack
step "the API is healthy" check_health
step "a pet's first version" check_first_version
check_order
check_confinement
check_probes
check_authorities
step "api and worker stop" check_stop
docker image ls --format '{{.Size}}\t{{.Repository}}:{{.Tag}}' | sort -k2 | sed 's/^/  /'
echo "The published compose file runs."
