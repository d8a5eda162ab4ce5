#!/usr/bin/env bash
# Brings the whole stack up on this machine and stays in the foreground until Ctrl+C.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"

need_dotnet
choose_artifacts

# The real packages when a container engine answers and they restore; else the stand-in (see aspire-local/README.md).
choose_aspire() {
  [ -z "${AspirePackages:-}" ] || return 0
  export AspirePackages=false
  if docker info >/dev/null 2>&1 || podman info >/dev/null 2>&1; then
    if AspirePackages=true dotnet restore "$root/MediaClusters.AppHost" -v quiet >/dev/null 2>&1; then
      AspirePackages=true
    fi
  fi
}

choose_aspire
[ "$AspirePackages" = true ] || install_servers

dotnet build "$root/MediaClusters.AppHost" -c Release -v quiet --nologo
exec dotnet run --project "$root/MediaClusters.AppHost" -c Release --no-build -- "$@"
