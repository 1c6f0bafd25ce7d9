#!/usr/bin/env bash
# Brings the newest set and a full copy of the buckets to another store, complete in itself.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "${BASH_SOURCE[0]%/*}/storage.sh"

set="$(newest "$TARGET")"
[ -n "$set" ] || refuse "there is no backup in $TARGET that could go off site."
id="${set##*/}"
quietly cp --recursive "$TARGET/sets/$set/" "$WORK/"
say "Bringing $set and the buckets to $OFFSITE"
while read -r word bucket _; do
  if [ "$word" = objects ]; then mirror "$TARGET/buckets/$bucket" "$OFFSITE/full/$id/$bucket"; fi
done < "$WORK/manifest"
for file in "$WORK"/*.enc "$WORK/manifest" "$WORK/manifest.seal"; do
  send "$file" "$OFFSITE/sets/weekly/$id/${file##*/}"
done
say "Off site: $set"

gone="$(sets_of "$OFFSITE" weekly)"
expire "$OFFSITE" weekly "$KEEP_OFFSITE"
left="$(sets_of "$OFFSITE" weekly)"
for old in $gone; do
  holds "$old" "${left//$'\n'/ }" || quietly rm --recursive --force "$OFFSITE/full/$old/"
done
