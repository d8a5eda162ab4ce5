#!/usr/bin/env bash
# Builds everything, runs every test on a real Postgres and a real Redis, and then the services under faults (docs/chaos.md).
# Arguments go to `dotnet test`, and leave the faults out.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
. "$root/eng/tools.sh"

need_dotnet
choose_artifacts
install_servers
install_tools
install_faketime
export AspirePackages="${AspirePackages:-false}"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

dotnet build "$root/MediaClusters.sln" -v quiet --nologo || fail "The build failed."

# One project after the other: tests that measure waiting should not wait for each other.
dotnet test "$root/MediaClusters.sln" --no-build -m:1 --nologo -v quiet \
  --logger "console;verbosity=normal" --logger trx --results-directory "$results" \
  --collect "XPlat Code Coverage" --settings "$root/eng/coverage.runsettings" "$@"
status=$?

if [ "$#" -eq 0 ]; then
  report="${CHAOS_REPORT:-$(mktemp -d)}"
  echo "Running the services under faults for 75 s and some; the report goes to $report"
  chaos=$(dotnet msbuild "$root/MediaClusters.Chaos" -getProperty:TargetPath)
  dotnet "$chaos" --seconds 75 --output "$report" >"$results/chaos.log" 2>&1 || { status=1; cat "$results/chaos.log"; }
fi

bash "$root/eng/summary.sh" "$results" "$#" || status=1
exit "$status"
