#!/usr/bin/env bash
# Proves a rolling upgrade: the release before runs on the schema of this checkout, then beside this checkout's services,
# then makes way for them, under load all the while. Nothing may fail and no version may be missing.
#
#   eng/upgrade.sh [GIT_REF]    the release before; by default the newest tag v* below HEAD. Without one it says so and succeeds.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
. "$root/eng/upgrade/servers.sh"
. "$root/eng/upgrade/callers.sh"

[ $# -le 1 ] || fail "Usage: eng/upgrade.sh [GIT_REF]"

release_before() {
  local tag head
  head=$(git -C "$root" rev-parse HEAD 2>/dev/null) || return 0
  for tag in $(git -C "$root" tag --list 'v*' --merged HEAD --sort=-version:refname); do
    [ "$(git -C "$root" rev-parse "$tag^{commit}")" = "$head" ] || { echo "$tag"; return; }
  done
}

before=${1:-$(release_before)}
[ -n "$before" ] || { echo "upgrade: no release before this one, nothing to upgrade from"; exit 0; }
git -C "$root" rev-parse --verify --quiet "$before^{commit}" >/dev/null || fail "upgrade: $before is no commit of this repository."

need_dotnet
choose_artifacts
export AspirePackages="${AspirePackages:-false}"
install_servers

work=$(mktemp -d "${TMPDIR:-/tmp}/media-clusters-upgrade.XXXXXX")
# PostgreSQL may run as another user below it.
chmod 711 "$work"
services=()
trap 'stop_everything; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() {
  printf 'upgrade: %3d s  %s\n' "$SECONDS" "$*"
}

give_up() {
  touch "$work/stop"
  tail -n 15 "$work"/*.log >&2 2>/dev/null
  fail "upgrade: $*"
}

# build FOLDER [OPTION...]: the three programs of the checkout there, all at once.
build() {
  local folder=$1 names=(Api Worker MigrationService) project projects=''
  shift
  for project in "${names[@]}"; do projects+="$folder/MediaClusters.$project/MediaClusters.$project.csproj;"; done
  cat >"$work/build.proj" <<PROJECT
<Project><Target Name="Go"><MSBuild Projects="${projects%;}" Targets="\$(Step)" BuildInParallel="true" /></Target></Project>
PROJECT
  for step in Restore Build; do
    dotnet msbuild "$work/build.proj" -nologo -v:quiet -m -t:Go -p:Step=$step "$@" >"$work/build.log" 2>&1 || give_up "$folder was not built."
  done
}

program() {
  dotnet msbuild "$1/MediaClusters.$2/MediaClusters.$2.csproj" -nologo -getProperty:TargetPath
}

# start NAME PROGRAM: a service that listens; its address is left in $address_NAME, its process in $pid_NAME.
start() {
  local port
  port=$(free_port)
  (cd "$(dirname "$2")" && ASPNETCORE_URLS="http://127.0.0.1:$port" exec dotnet "$2") >"$work/$1.log" 2>&1 &
  printf -v "pid_$1" %s "$!"
  printf -v "address_$1" %s "http://127.0.0.1:$port"
  services+=("$!")
}

wait_healthy() {
  local address=address_$1
  wait_for "$1 to be healthy" eval '[[ $(curl -sf --max-time 5 '"${!address}"'/health) == *Healthy* ]]'
}

# stop NAME: as an orchestrator does; it has to end well.
stop() {
  local pid=pid_$1
  kill -TERM "${!pid}"
  wait "${!pid}" || give_up "$1 ended with $? when it was stopped."
}

migrate() {
  dotnet "$1" >"$work/$2.log" 2>&1 || give_up "the migrations of $2 ended with $?."
}

# Returns when the callers have got that many more versions.
more_versions() {
  local until=$(($(versions_seen) + $1))
  wait_for "$1 more versions" eval '[ "$(versions_seen)" -ge '"$until"' ]'
}

# Returns when every caller has been answered twice more: once it may have asked whom it asked before.
every_caller_answered() {
  local file
  for file in "$work"/answers.*; do
    wait_for "an answer to $file" eval '[ "$(wc -l <'"$file"')" -ge '"$(($(wc -l <"$file") + 2))"' ]'
  done
}

# wait_for WHAT COMMAND...
wait_for() {
  local what=$1 deadline=$((SECONDS + 90))
  shift
  until "$@"; do
    ! compgen -G "$work/wrong.*" >/dev/null || give_up "$(cat "$work"/wrong.*)"
    [ "$SECONDS" -lt "$deadline" ] || give_up "waited in vain for $what."
    sleep 0.2
  done
}

say "building $before and this checkout"
mkdir "$work/before"
git -C "$root" archive "$before" | tar -x -C "$work/before" || give_up "$before was not unpacked."
artifacts=${ArtifactsPath:-}
unset ArtifactsPath
# What analyzers thought of it does not matter any more.
build "$work/before" -p:RunAnalyzers=false
for name in Api Worker MigrationService; do declare "before_$name=$(program "$work/before" $name)"; done
[ -z "$artifacts" ] || export ArtifactsPath=$artifacts
build "$root"
for name in Api Worker MigrationService; do declare "now_$name=$(program "$root" $name)"; done

start_servers
migrate "$now_MigrationService" now
schema=$(query 'SELECT count(*) FROM "__EFMigrationsHistory"')
say "a fresh database has this checkout's $schema migrations"

start before_worker "$before_Worker"
start before_api "$before_Api"
wait_healthy before_worker
wait_healthy before_api
callers_ask "$address_before_api"
start_callers 4
more_versions 24
say "$before runs on it: $(versions_seen) versions"

start now_worker "$now_Worker"
start now_api "$now_Api"
wait_healthy now_worker
wait_healthy now_api
callers_ask "$address_before_api" "$address_now_api"
more_versions 24
say "both run side by side: $(versions_seen) versions"

migrate "$before_MigrationService" before
[ "$(query 'SELECT count(*) FROM "__EFMigrationsHistory"')" = "$schema" ] || give_up "the migrations of $before changed the schema."
say "the migrations of $before, run again, changed nothing and ended with 0"

# As a load balancer: first nobody asks it any more, then it stops.
callers_ask "$address_now_api"
every_caller_answered
stop before_api
stop before_worker
more_versions 24
stop_callers
say "$before has stopped, this checkout goes on: $(versions_seen) versions"

check_answers
check_versions
stop now_api
stop now_worker
say "nothing failed"
