#!/usr/bin/env bash
# Brings the newest set and a full copy of the buckets to another store, complete in itself.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "${BASH_SOURCE[0]%/*}/storage.sh"

set="$(newest "$TARGET")"
[ -n "$set" ] || refuse "there is no backup in $TARGET that could go off site."
id="${set##*/}"
quietly cp --recursive "$TARGET/sets/$set/" "$WORK/"
believe "$set"
say "Bringing $set and the buckets to $OFFSITE"
while read -r word bucket _; do
  if [ "$word" = objects ]; then mirror "$TARGET/buckets/$bucket" "$OFFSITE/full/$id/$bucket"; fi
done < "$WORK/manifest"
for file in "$WORK"/*.enc "$WORK/manifest" "$WORK/manifest.seal"; do
  send "$file" "$OFFSITE/sets/weekly/$id/${file##*/}"
done
say "Off site: $set"

# Where an account of its own lets go of what is past its time, this one deletes nothing.
if [ -n "${KEEP_OFFSITE:-}" ]; then expire_offsite; fi
