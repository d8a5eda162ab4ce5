#!/usr/bin/env bash
# Builds the three services' images: into the local docker daemon, into a registry, or as tarballs for `docker load`.
#
#   deploy/images.sh [--archive FOLDER]
#
#   CONTAINER_TAG         tag of all three; by default the version
#   CONTAINER_REGISTRY    pushes there instead of into the local daemon; needs a tag
#   CONTAINER_BASE_IMAGE  another base than Microsoft's chiseled ASP.NET image
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../eng/setup.sh"

archive=''
case "${1:-}" in
  '') ;;
  --archive)
    [ $# -eq 2 ] && [ -n "$2" ] || fail "--archive needs a folder, and nothing else."
    [ -z "${CONTAINER_REGISTRY:-}" ] || fail "Either --archive or CONTAINER_REGISTRY."
    mkdir -p "$2"
    archive=$(cd "$2" && pwd)
    ;;
  *) fail "Unknown argument: $1. Usage: deploy/images.sh [--archive FOLDER]" ;;
esac

need_dotnet
choose_artifacts

decided_by_hand=${AspirePackages:-}
choose_aspire MediaClusters.Api
if [ -n "${CONTAINER_REGISTRY:-}" ]; then
  # Kubernetes keeps an image whose tag it has.
  [ -n "${CONTAINER_TAG:-}" ] || fail "CONTAINER_TAG is missing: a tag that was pushed before would be deployed nowhere."
  [ "$AspirePackages" = true ] || [ -n "$decided_by_hand" ] ||
    fail "Aspire's packages do not restore here. AspirePackages=false pushes images with the clients of aspire-local/ all the same."
fi
[ "$AspirePackages" = true ] || echo "The images get the clients of aspire-local/ instead of Aspire's packages."

[ -z "${CONTAINER_TAG:-}" ] || export ContainerImageTag=$CONTAINER_TAG
[ -z "${CONTAINER_REGISTRY:-}" ] || export ContainerRegistry=$CONTAINER_REGISTRY
[ -z "${CONTAINER_BASE_IMAGE:-}" ] || export ContainerBaseImage=$CONTAINER_BASE_IMAGE

if [ -z "$archive" ] && [ -z "${CONTAINER_REGISTRY:-}" ]; then
  docker version >/dev/null 2>&1 || fail "No docker daemon answers: start one, or use --archive FOLDER, or CONTAINER_REGISTRY=host."
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/log

for project in Api Worker MigrationService; do
  arguments=(-c Release -t:PublishContainer -v minimal --nologo -p:ContinuousIntegrationBuild=true
    # An empty folder: the usual one keeps files of earlier builds, and the image would have them too.
    "-p:PublishDir=$work/$project/")
  [ -z "$archive" ] || arguments+=("-p:ContainerArchiveOutputPath=$archive/$project.tar.gz")
  if ! dotnet publish "$root/MediaClusters.$project" "${arguments[@]}" >"$log" 2>&1; then
    if grep -q 'Registry.GetImageManifestAsync' "$log"; then
      base=$(dotnet msbuild "$root/MediaClusters.$project" -t:ComputeContainerBaseImage -getProperty:ContainerBaseImage)
      fail "The base image $base cannot be pulled: CONTAINER_BASE_IMAGE=registry/name:tag takes another one, and deploy/try.sh makes one without any registry."
    fi
    cat "$log" >&2
    fail "The image of MediaClusters.$project was not built."
  fi
  sed -n 's/^ *\(Pushed image .*\)/\1/p' "$log"
done
