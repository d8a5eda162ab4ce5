#!/usr/bin/env bash
# Fails when a package of the solution, or one that it brings along, has a known vulnerability.
# Where nobody can say, for want of a network or because the package source has no such data, it says that and succeeds.
#
#   eng/audit.sh [SOLUTION_OR_PROJECT]
#   AUDIT_SOURCE   who is asked; by default nuget.org
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

audited=${1:-$root/MediaClusters.sln}
source=${AUDIT_SOURCE:-https://api.nuget.org/v3/index.json}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

unknown() {
  echo "audit: not checked, $*"
  exit 0
}

# NuGet itself finds no vulnerable packages where it finds no data. $source must be asked first.
get() {
  curl -fsS --max-time 30 --compressed "$1" 2>/dev/null
}

need_dotnet
choose_artifacts
export AspirePackages="${AspirePackages:-false}"

command -v curl >/dev/null 2>&1 || unknown "curl is missing"
index=$(get "$source") || unknown "$source cannot be reached"
data=$(tr -d '\n' <<<"$index" | grep -o '{[^{}]*"VulnerabilityInfo/[^{}]*}' | grep -o '"@id" *: *"[^"]*"' | head -n 1 | cut -d'"' -f4)
[ -n "$data" ] || unknown "$source has no data on vulnerabilities"
get "$data" >/dev/null || unknown "$data cannot be reached"

insecure=''
[[ $source != http://* ]] || insecure='allowInsecureConnections="true"'
cat >"$work/NuGet.config" <<EOF
<configuration>
  <packageSources><clear /><add key="audited" value="$source" $insecure /></packageSources>
  <auditSources><clear /><add key="audited" value="$source" $insecure /></auditSources>
</configuration>
EOF

dotnet restore "$audited" -v quiet --nologo >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "audit: the packages were not restored."; }
dotnet list "$audited" package --vulnerable --include-transitive --no-restore --format json --config "$work/NuGet.config" >"$work/found" 2>&1 ||
  { cat "$work/found" >&2; fail "audit: the packages could not be listed."; }

count=$(grep -c '"advisoryurl"' "$work/found")
if [ "$count" -gt 0 ]; then
  grep -E '"(path|id|resolvedVersion|severity|advisoryurl)"' "$work/found" >&2
  fail "audit: $count known vulnerabilities"
fi
echo "audit: no known vulnerabilities"
