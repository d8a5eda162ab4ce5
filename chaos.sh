#!/usr/bin/env bash
# Runs the real services under load and faults, and checks what every caller saw; `./chaos.sh --help` lists what can be chosen.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
. "$root/eng/tools.sh"

need_dotnet
choose_artifacts
install_servers
install_faketime
export AspirePackages="${AspirePackages:-false}"

project="$root/MediaClusters.Chaos"
dotnet build "$project" -v quiet --nologo

# In place of this shell: whoever kills what he started kills the run, and with it everything it started.
program=$(dotnet msbuild "$project" -getProperty:TargetPath)
exec dotnet "$program" "$@"
