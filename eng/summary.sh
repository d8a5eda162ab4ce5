#!/usr/bin/env bash
# Sums up a test run: line coverage of the two libraries that must keep at least 85 %, what failed, and the counts.
# usage: summary.sh RESULTS_DIRECTORY ARGUMENT_COUNT (with arguments the run was partial: coverage is left out)
set -uo pipefail
results=$1
partial=$2
status=0

libraries=(MediaClusters.Clustering MediaClusters.Persistence)
# What a part of the tests covers says nothing.
[ "$partial" -eq 0 ] || libraries=()
for library in "${libraries[@]}"; do
  percent=$(find "$results" -name coverage.cobertura.xml -exec grep -ho "<package name=\"$library\" line-rate=\"[0-9.]*\"" {} + |
    sed 's/.*line-rate="//; s/"//' | sort -g | tail -n 1 | awk '{ printf "%.1f", $1 * 100 }')
  echo "coverage of $library: ${percent:-0.0} % of lines"
  if awk -v p="${percent:-0}" 'BEGIN { exit !(p < 85) }'; then
    echo "coverage of $library is below 85 %" >&2
    status=1
  fi
done

# The verdict on the run under faults, if there was one, and the first things it holds against the services.
if [ -f "$results/chaos.log" ]; then
  sed -n 's/^# //p' "$results/chaos.log" | head -n 1
  grep '^- \*\*' "$results/chaos.log" | head -n 10
fi

find "$results" -name '*.trx' -exec awk -f "$(dirname "${BASH_SOURCE[0]}")/failures.awk" {} +

find "$results" -name '*.trx' -exec grep -ho '<Counters [^>]*' {} + | awk '
  function value(name,   found) {
    match($0, " " name "=\"[0-9]+\"")
    found = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
    return found + 0
  }
  { total += value("total"); executed += value("executed"); passed += value("passed") }
  END { printf "%d passed, %d failed, %d skipped\n", passed, executed - passed, total - executed; exit passed == 0 }' || status=1
exit "$status"
