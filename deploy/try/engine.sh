# Sourced by try.sh and run.sh: docker's programs, from Debian's packages, without installing any.

# iptables and its libraries: docker's resolver of service names is reached through a rule inside each container.
engine_packages=(docker.io containerd runc docker-registry libdevmapper1.02.1 libseccomp2
  iptables libip4tc2 libip6tc2 libxtables12 libnftnl11 libmnl0 libnfnetlink0 libnetfilter-conntrack3)
engine="$tools/docker"

fetch_engine() {
  [ ! -d "$engine" ] || return 0
  echo "Fetching docker into $engine"
  as_root apt-get -o DPkg::Lock::Timeout=120 update -q >/dev/null 2>&1 || true
  # From Debian 13 on the client is a package of its own.
  ! apt-cache show docker-cli >/dev/null 2>&1 || engine_packages+=(docker-cli)
  local folder package
  mkdir -p "$tools" && folder=$(mktemp -d "$tools/new.XXXXXX")
  (cd "$folder" && apt-get -q -o APT::Sandbox::User=root download "${engine_packages[@]}" >log 2>&1) ||
    { cat "$folder/log" >&2; rm -rf "$folder"; fail "Missing: docker's packages. They could not be fetched, for the reason above."; }
  for package in "$folder"/*.deb; do
    dpkg-deb -x "$package" "$folder/result"
  done
  # Installing would make this link.
  ln -sf iptables-nft "$folder/result/usr/sbin/iptables"
  # Whoever comes second leaves the first one's.
  [ -d "$engine" ] || mv "$folder/result" "$engine"
  rm -rf "$folder"
}

use_engine() {
  local libraries
  libraries=lib/$(uname -m)-linux-gnu
  export PATH="$engine/usr/sbin:$engine/usr/bin:$PATH"
  export LD_LIBRARY_PATH="$engine/usr/$libraries:$engine/$libraries" XTABLES_LIBDIR="$engine/usr/$libraries/xtables"
}

# Asks until it is so, half a minute at most; then shows the end of $log, where that is set.
wait_for() {
  local what=$1 try
  shift
  for try in $(seq 300); do
    ! "$@" >/dev/null 2>&1 || return 0
    sleep 0.1
  done
  [ -z "${log:-}" ] || tail -n 5 "$log" >&2
  fail "Waited in vain for $what."
}

start_docker() {
  export DOCKER_HOST="unix://$work/docker.sock" DOCKER_CONFIG="$work/docker-config"
  # Containers meet each other and this namespace on bridges, published ports have a proxy: no rules are needed.
  dockerd --host "$DOCKER_HOST" --data-root "$work/docker" --exec-root "$work/docker-exec" --pidfile "$work/docker.pid" \
    --cgroup-parent "/$cgroup" --exec-opt native.cgroupdriver=cgroupfs --iptables=false --ip6tables=false \
    --shutdown-timeout 5 >"$work/dockerd.log" 2>&1 &
  log="$work/dockerd.log" wait_for "the docker daemon" docker version
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
