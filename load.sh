#!/usr/bin/env bash
# Brings the whole stack up in Release, measures it under load, and tears it down; `./load.sh --help` lists what can be measured.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"

need_dotnet
choose_artifacts
install_servers
export AspirePackages="${AspirePackages:-false}"

project="$root/MediaClusters.LoadTests"
dotnet build "$project" -c Release -v quiet --nologo

# In place of this shell: whoever kills what he started kills the run, and with it the stack.
program=$(dotnet msbuild "$project" -getProperty:TargetPath -p:Configuration=Release)
exec dotnet "$program" "$@"
