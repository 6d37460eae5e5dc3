#!/bin/sh
# Writes the digests of the base images into Dockerfile and compose.yaml, behind their tags: node:24-bookworm-slim@sha256:…
# It asks the registry by `docker buildx imagetools inspect`, and runs nothing of the images. Run it again for newer images.
#
#   deploy/pin-images.sh           writes the digests that the tags have now
#   deploy/pin-images.sh --check   fails if an image has no digest; asks no registry
set -eu
cd "$(dirname "$0")/.."

# What stands before the name of an image, as a pattern of sed.
NODE='ARG NODE_IMAGE='
REDIS=' *image: redis'

# image_of FILE BEFORE: the name of the one image, with its tag and its digest
image_of() {
  found=$(sed -n "s|^$2\([^ ]*\)\$|\1|p" "$1")
  if [ "$(printf '%s' "$found" | grep -c '')" -ne 1 ]; then
    echo "$1 does not name exactly one image behind '$2'." >&2
    exit 1
  fi
  printf '%s\n' "$found"
}

is_digest() {
  printf '%s' "$1" | grep -Eqx 'sha256:[0-9a-f]{64}'
}

# digest_of IMAGE: the digest of the index of all platforms, which is the first that is printed
digest_of() {
  docker buildx imagetools inspect "$1" | sed -n 's/^Digest: *//p' | head -n 1
}

check() {
  image=$(image_of "$1" "$2")
  case $image in *@*) ;; *) image=$image@ ;; esac
  if is_digest "${image#*@}"; then return; fi
  echo "$1: $3${image%%@*} has no digest. Run deploy/pin-images.sh where the registry can be reached." >&2
  failed=1
}

pin() {
  image=$(image_of "$1" "$2")
  tag=${image%%@*}
  digest=$(digest_of "$3$tag")
  if ! is_digest "$digest"; then
    echo "The registry gave no digest of $3$tag. Nothing was written for it." >&2
    failed=1
    return
  fi
  # Not `sed -i`, which systems understand differently.
  written=$(sed "s|^\($2\)[^ ]*\$|\1$tag@$digest|" "$1")
  printf '%s\n' "$written" >"$1"
  echo "$1: $3$tag@$digest"
}

failed=0
case ${1-} in
  '') do=pin ;;
  --check) do=check ;;
  *)
    echo 'usage: deploy/pin-images.sh [--check]' >&2
    exit 64
    ;;
esac
$do Dockerfile "$NODE" ''
$do compose.yaml "$REDIS" redis
exit $failed
