#!/usr/bin/env bash
# Proves that the published compose file runs: builds the images, starts them beside a Postgres with TLS that plays
# the managed one, takes a pet through to its first version, and removes everything again, whatever happens.
#
#   deploy/try.sh [FOLDER]    FOLDER: an already published docker-compose.yaml and .env; published anew by default
#
# Needs root on Debian, the .NET SDK and PostgreSQL; no registry, and no docker: its packages are unpacked into a cache
# folder. All of it runs in namespaces of its own, so it meets neither the machine's ports nor its firewall.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../eng/setup.sh"
. "$root/eng/tools.sh"
. "$root/deploy/try/engine.sh"

[ "$(id -u)" -eq 0 ] || fail "Run as root: containers need it."
[ $# -le 1 ] || fail "Usage: deploy/try.sh [FOLDER]"
command -v ip >/dev/null 2>&1 || install_packages iproute2
need_dotnet
choose_artifacts
# Like the tests, and decided before there is no network.
export AspirePackages="${AspirePackages:-false}"
install_servers

work=$(mktemp -d /tmp/media-clusters-try.XXXXXX)
# PostgreSQL runs as another user below it.
chmod 711 "$work"
cgroup=$(basename "$work")
inside=''

# The processes in the namespaces end with their first one; networks and mounts with the namespaces.
remove() {
  trap '' INT TERM
  if [ -n "$inside" ]; then
    kill -KILL "$inside" 2>/dev/null || true
    wait "$inside" 2>/dev/null || true
  fi
  local try
  for try in 1 2 3 4 5 6 7 8 9 10; do
    find /sys/fs/cgroup -depth -type d -path "*/$cgroup*" -exec rmdir {} + 2>/dev/null || true
    rm -rf "$work" 2>/dev/null && return
    sleep 0.5
  done
  echo "Left behind: $work" >&2
}
trap remove EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Into $work/compose, from the AppHost unless a folder was given.
publish() {
  if [ -n "${1:-}" ]; then
    cp -R "$1" "$work/compose"
  else
    dotnet run --project "$root/MediaClusters.AppHost" -c Release -- \
      publish --target compose --output-path "$work" >"$work/publish.log" 2>&1 ||
      { cat "$work/publish.log" >&2; fail "The AppHost did not publish."; }
  fi
  [ -f "$work/compose/docker-compose.yaml" ] || fail "No docker-compose.yaml was published."
}

find_compose || fetch_compose
fetch_engine
publish "${1:-}"

# What needs a network, before there is none.
for project in Api Worker MigrationService; do
  dotnet build "$root/MediaClusters.$project" -c Release -v quiet --nologo -p:ContinuousIntegrationBuild=true >"$work/build.log" ||
    { cat "$work/build.log" >&2; fail "MediaClusters.$project was not built."; }
done

export root work cgroup tools
# Killed with this script, however that ends.
setpriv --pdeathsig KILL unshare --mount --net --pid --ipc --fork --kill-child --mount-proc bash "$root/deploy/try/run.sh" &
inside=$!
wait "$inside"
