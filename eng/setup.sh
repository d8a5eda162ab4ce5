# Sourced by up.sh, test.sh and the scripts in deploy/: what they need before anything can be built or run.
# Leaves the repository's root in $root and never writes into a checkout that cannot be written.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

oldest_postgres=15

# Any release from $oldest_postgres on, in the places where aspire-local/ looks for it too.
has_postgres() {
  local bin version
  for bin in "$(dirname "$(command -v postgres || echo /)")" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
    /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do
    [ -x "$bin/postgres" ] && [ -x "$bin/initdb" ] || continue
    version=$("$bin/postgres" --version 2>/dev/null | grep -Eo '[0-9]+' | head -n 1)
    [ "${version:-0}" -ge "$oldest_postgres" ] && return
  done
  return 1
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

  local package fresh=()
  for package in "${missing[@]}"; do
    dpkg -s "$package" >/dev/null 2>&1 || fresh+=("$package")
  done

  install_packages "${missing[@]}"
  stop_services "${fresh[@]}"
  has_postgres ||
    fail "apt's PostgreSQL is older than $oldest_postgres. Add the repository of https://apt.postgresql.org, install postgresql-17 from it, then run this again."
}

install_packages() {
  command -v apt-get >/dev/null 2>&1 || fail "Missing: $*. Install it with your package manager, then run this again."
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null 2>&1 || fail "Missing: $*. Run as root: apt-get install $*"

  echo "Installing $* with apt"
  # A package index that is partly out of reach must not stop an install that works without the rest.
  as_root apt-get -o DPkg::Lock::Timeout=120 update -q >/dev/null || true
  # RUNLEVEL=1 keeps the packages from starting system-wide servers where the init system heeds it; the AppHost starts private ones.
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -o DPkg::Lock::Timeout=120 install -q -y --no-install-recommends "$@" >/dev/null ||
    fail "apt could not install $*."
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# systemd does not heed RUNLEVEL. Only what was installed just now: an older service is somebody's.
stop_services() {
  [ -d /run/systemd/system ] || return 0
  local service
  for service in "$@"; do
    as_root systemctl disable --now "$service" >/dev/null 2>&1 || true
  done
}

need_dotnet() {
  command -v dotnet >/dev/null 2>&1 || fail "Missing: the .NET SDK 10. See https://dotnet.microsoft.com/download"
}

# Aspire's packages where those of the project restore, else the stand-in; AspirePackages=true|false decides by hand.
choose_aspire() {
  [ -z "${AspirePackages:-}" ] || return 0
  if AspirePackages=true dotnet restore "$root/$1" -v quiet >/dev/null 2>&1; then
    export AspirePackages=true
  else
    export AspirePackages=false
  fi
}

# Build output goes beside the sources unless they cannot be written; then into the user's cache, one folder a checkout.
choose_artifacts() {
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
  # Builds leave compiler and MSBuild servers behind for the next one; whoever stops the stack wants nothing left of it.
  export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
  if ! { touch "$root/.writable" && rm "$root/.writable"; } 2>/dev/null; then
    local key
    key=$(printf '%s' "$root" | cksum | cut -d' ' -f1)
    export ArtifactsPath="${XDG_CACHE_HOME:-$HOME/.cache}/media-clusters/$key"
    echo "The checkout is read-only: building in $ArtifactsPath"
  fi
}
