# Sourced by up.sh and test.sh: what both need before anything can be built or run.
# Leaves the repository's root in $root and never writes into a checkout that cannot be written.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Any release from 15 on, wherever distributions put it.
has_postgres() {
  command -v postgres >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1
}

has_redis() {
  command -v redis-server >/dev/null 2>&1 || command -v valkey-server >/dev/null 2>&1
}

install_servers() {
  local missing=()
  has_postgres || missing+=(postgresql)
  has_redis || missing+=(redis-server)
  [ ${#missing[@]} -eq 0 ] && return

  command -v apt-get >/dev/null 2>&1 ||
    fail "Missing: ${missing[*]}. Install PostgreSQL 15 or newer and redis-server (or valkey-server) with your package manager, then run this again."
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || fail "Missing: ${missing[*]}. Run as root: apt-get install ${missing[*]}"
    sudo=(sudo)
  fi

  echo "Installing ${missing[*]} with apt"
  # A package index that is partly out of reach must not stop an install that works without the rest.
  "${sudo[@]}" apt-get update -q >/dev/null || true
  # RUNLEVEL=1 keeps the packages from starting system-wide servers where the init system heeds it; the AppHost starts private ones.
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -q -y --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "apt could not install ${missing[*]}."
}

need_dotnet() {
  command -v dotnet >/dev/null 2>&1 || fail "Missing: the .NET SDK 10. See https://dotnet.microsoft.com/download"
}

# Build output goes beside the sources unless they cannot be written; then into the user's cache, one folder a checkout.
choose_artifacts() {
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
  if ! { touch "$root/.writable" && rm "$root/.writable"; } 2>/dev/null; then
    local key
    key=$(printf '%s' "$root" | cksum | cut -d' ' -f1)
    export ArtifactsPath="${XDG_CACHE_HOME:-$HOME/.cache}/media-clusters/$key"
    echo "The checkout is read-only: building in $ArtifactsPath"
  fi
}
