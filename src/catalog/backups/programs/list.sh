#!/usr/bin/env bash
# Lists the sets that there are, the oldest first: class, moment, files and bytes.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "${BASH_SOURCE[0]%/*}/storage.sh"

for class in monthly weekly daily; do
  ids="$(sets_of "$TARGET" "$class")"
  for id in $ids; do
    manifest="$(mc cat "$TARGET/sets/$class/$id/manifest")"
    total=0
    while read -r word _ size _; do
      if [ "$word" = file ]; then total=$((total + size)); fi
    done <<< "$manifest"
    release=''
    while read -r word value _; do
      if [ "$word" = release ]; then release="$value"; fi
    done <<< "$manifest"
    printf 'set %s %s/%s %s %s\n' "$id" "$class" "$id" "$release" "$total"
  done
done | sort
