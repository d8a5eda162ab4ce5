# Sourced by run.sh: images that would be pulled, assembled from this machine's own programs instead.

# A program or library with the libraries it is linked to, into the folder $1. Links are followed.
copy_linked() {
  local into=$1 file library
  shift
  for file in "$@"; do
    [ -e "$into$file" ] || cp -L --parents "$file" "$into"
    for library in $(LD_LIBRARY_PATH='' ldd "$file" 2>/dev/null | grep -o '/[^ ]*' || true); do
      [ -e "$into$library" ] || cp -L --parents "$library" "$into"
    done
  done
}

# Libraries that are loaded by name at run time.
library() {
  ldconfig -p | grep -F "x86-64" | grep -o "/[^ ]*/$1" | head -n 1
}

skeleton() {
  mkdir -p "$1/etc/ssl/certs" "$1/tmp" "$1/usr/bin" "$1/bin"
  chmod 1777 "$1/tmp"
  printf 'root:x:0:0:root:/root:/sbin/nologin\napp:x:1654:1654::/home/app:/sbin/nologin\nredis:x:999:999::/data:/sbin/nologin\n' >"$1/etc/passwd"
  printf 'root:x:0:\napp:x:1654:\nredis:x:999:\n' >"$1/etc/group"
  cp -L /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/" 2>/dev/null || true
}

# What Microsoft's chiseled ASP.NET image has: runtime, libc, OpenSSL, certificates, the user "app"; and no shell.
make_dotnet_base() {
  local image=$1 tree="$work/dotnet-base" dotnet version
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  version=$(dotnet --list-runtimes | sed -n 's/^Microsoft.AspNetCore.App \(10\.[0-9.]*\) .*/\1/p' | sort -V | tail -n 1)
  [ -n "$version" ] || fail "No ASP.NET Core runtime 10 is installed: dotnet --list-runtimes"

  skeleton "$tree"
  mkdir -p "$tree/home/app" "$tree/app" "$tree/usr/share/dotnet/shared"
  chown 1654:1654 "$tree/home/app"
  cp -R "$dotnet/dotnet" "$dotnet/host" "$tree/usr/share/dotnet"
  local framework
  for framework in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
    mkdir "$tree/usr/share/dotnet/shared/$framework"
    cp -R "$dotnet/shared/$framework/$version" "$tree/usr/share/dotnet/shared/$framework"
  done
  ln -s /usr/share/dotnet/dotnet "$tree/usr/bin/dotnet"
  # Tracing for LTTng, whose library is not there either.
  find "$tree" -name libcoreclrtraceptprovider.so -delete

  local native
  find "$tree/usr/share/dotnet" -name '*.so' | while read -r native; do
    copy_linked "$tree" "${native#"$tree"}"
  done
  copy_linked "$tree" "$dotnet/dotnet" "$(library 'libssl.so.3')" "$(library 'libcrypto.so.3')"
  tar -C "$tree" --sort=name -c . | docker import -c 'USER 1654' -c 'ENV PATH=/usr/bin ASPNETCORE_HTTP_PORTS=8080 APP_UID=1654 DOTNET_RUNNING_IN_CONTAINER=true DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true' - "$image" >/dev/null
  rm -rf "$tree"
}

make_redis() {
  local image=$1 tree="$work/redis"
  skeleton "$tree"
  mkdir "$tree/data"
  chown 999:999 "$tree/data"
  local program
  for program in redis-server redis-cli; do
    copy_linked "$tree" "$(readlink -f "$(command -v "$program")")"
    [ -e "$tree/usr/bin/$program" ] || ln -s "$(readlink -f "$(command -v "$program")")" "$tree/usr/bin/$program"
  done
  copy_linked "$tree" "$(readlink -f /bin/sh)"
  ln -sf "$(readlink -f /bin/sh)" "$tree/bin/sh"
  tar -C "$tree" --sort=name -c . | docker import -c 'USER 999' -c 'WORKDIR /data' -c 'ENV PATH=/usr/bin:/bin' - "$image" >/dev/null
  rm -rf "$tree"
}
