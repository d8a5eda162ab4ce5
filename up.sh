#!/usr/bin/env bash
# Brings the whole stack up on this machine and stays in the foreground until Ctrl+C.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"

need_dotnet
choose_artifacts

# The real packages when a container engine answers and they restore; else the stand-in (see aspire-local/README.md).
if docker info >/dev/null 2>&1 || podman info >/dev/null 2>&1; then
  choose_aspire MediaClusters.AppHost
fi
export AspirePackages="${AspirePackages:-false}"
[ "$AspirePackages" = true ] || install_servers

apphost="$root/MediaClusters.AppHost"
dotnet build "$apphost" -c Release -v quiet --nologo

if [ "$AspirePackages" = true ]; then
  exec dotnet run --project "$apphost" -c Release --no-build -- "$@"
fi

# In place of this shell, not below `dotnet run`: whoever kills what he started kills the AppHost, and with it the stack.
program=$(dotnet msbuild "$apphost" -getProperty:TargetPath -p:Configuration=Release)
export DOTNET_ENVIRONMENT="${DOTNET_ENVIRONMENT:-Development}"
exec dotnet "$program" "$@"
