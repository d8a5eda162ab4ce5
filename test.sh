#!/usr/bin/env bash
# Builds everything and runs every test on a real Postgres and a real Redis. Arguments go to `dotnet test`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
. "$root/eng/tools.sh"

need_dotnet
choose_artifacts
install_servers
install_tools
export AspirePackages="${AspirePackages:-false}"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

dotnet build "$root/MediaClusters.sln" -v quiet --nologo || fail "The build failed."

# One project after the other: tests that measure waiting should not wait for each other.
dotnet test "$root/MediaClusters.sln" --no-build -m:1 --nologo -v quiet \
  --logger "console;verbosity=normal" --logger trx --results-directory "$results" \
  --collect "XPlat Code Coverage" --settings "$root/eng/coverage.runsettings" "$@"
status=$?

bash "$root/eng/summary.sh" "$results" "$#" || status=1
exit "$status"
