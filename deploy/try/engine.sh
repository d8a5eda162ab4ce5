# Sourced by try.sh: docker's programs, from Debian's packages, without installing any. Leaves their folder in $engine.

engine="${XDG_CACHE_HOME:-$HOME/.cache}/media-clusters/engine"

# iptables and its libraries: docker's resolver of service names is reached through a rule inside each container.
engine_packages=(docker.io containerd runc docker-registry libdevmapper1.02.1 libseccomp2
  iptables libip4tc2 libip6tc2 libxtables12 libnftnl11 libmnl0 libnfnetlink0 libnetfilter-conntrack3)
# Debian 13's Compose is the first of the second generation; it is one program that runs on older releases too.
compose_suite=trixie

fetch_engine() {
  [ ! -e "$engine/complete" ] || return 0
  echo "Fetching docker and Compose from Debian into $engine"
  rm -rf "$engine"
  mkdir -p "$engine/debs" "$engine/apt/lists/partial" "$engine/apt/cache/archives/partial"

  apt-get -o DPkg::Lock::Timeout=120 update -q >/dev/null 2>&1 || true
  (cd "$engine/debs" && apt-get download -q "${engine_packages[@]}" >/dev/null 2>&1) ||
    fail "apt could not fetch ${engine_packages[*]}."

  # Its own lists, so that the machine's sources stay as they are.
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $compose_suite main" \
    >"$engine/apt/sources.list"
  local options=(-o Dir::Etc::sourcelist="$engine/apt/sources.list" -o Dir::Etc::sourceparts=-
    -o Dir::State::lists="$engine/apt/lists" -o Dir::Cache="$engine/apt/cache")
  apt-get "${options[@]}" update -q >/dev/null 2>&1 &&
    (cd "$engine/debs" && apt-get "${options[@]}" download -q docker-compose >/dev/null 2>&1) ||
    fail "apt could not fetch docker-compose of Debian $compose_suite."

  local package
  for package in "$engine"/debs/*.deb; do
    dpkg-deb -x "$package" "$engine"
  done
  # Installing would make this link.
  ln -sf iptables-nft "$engine/usr/sbin/iptables"
  rm -rf "$engine/debs" "$engine/apt"
  touch "$engine/complete"
}

use_engine() {
  local libraries
  libraries=lib/$(uname -m)-linux-gnu
  export PATH="$engine/usr/sbin:$engine/usr/bin:$PATH"
  export LD_LIBRARY_PATH="$engine/usr/$libraries:$engine/$libraries" XTABLES_LIBDIR="$engine/usr/$libraries/xtables"
  compose="$engine/usr/libexec/docker/cli-plugins/docker-compose"
}

# Asks until it is so, half a minute at most.
wait_for() {
  local what=$1 try
  shift
  for try in $(seq 300); do
    ! "$@" >/dev/null 2>&1 || return 0
    sleep 0.1
  done
  fail "Waited in vain for $what."
}

start_docker() {
  export DOCKER_HOST="unix://$work/docker.sock" DOCKER_CONFIG="$work/docker-config"
  # Containers talk to each other and to this namespace over bridges alone: the namespace needs no rules.
  dockerd --host "$DOCKER_HOST" --data-root "$work/docker" --exec-root "$work/docker-exec" --pidfile "$work/docker.pid" \
    --cgroup-parent "/$cgroup" --exec-opt native.cgroupdriver=cgroupfs --iptables=false --ip6tables=false \
    --userland-proxy=false --shutdown-timeout 5 >"$work/dockerd.log" 2>&1 &
  wait_for "the docker daemon, whose log ends with: $(tail -n 1 "$work/dockerd.log")" docker version
}

# The SDK takes a base image from a registry only.
registry=localhost:5000

start_registry() {
  cat >"$work/registry.yml" <<EOF
version: 0.1
log: { level: warn }
storage: { filesystem: { rootdirectory: $work/registry } }
http: { addr: 127.0.0.1:5000 }
EOF
  docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
  wait_for "the registry" curl -sf "http://$registry/v2/"
}
