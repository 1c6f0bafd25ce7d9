#!/usr/bin/env bash
# Fetches a set and believes it only with its seal, its sizes and its checksums.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "${BASH_SOURCE[0]%/*}/storage.sh"

date -u +%s > "$WORK/begun"
set="${SET:-}"
[ -n "$set" ] || set="$(newest "$TARGET" "${UNTIL:-}")"
[ -n "$set" ] || refuse "there is no backup${UNTIL:+ from before $UNTIL} in $TARGET."
say "Fetching $set"
quietly cp --recursive "$TARGET/sets/$set/" "$WORK/"
if ! [ -f "$WORK/manifest" ] || ! [ -f "$WORK/manifest.seal" ]; then refuse "$set is no complete set: it has no manifest, or no seal."; fi
expected="$(seal "$WORK/manifest")"
[ "$expected" = "$(cat "$WORK/manifest.seal")" ] \
  || refuse "the seal of $set does not fit its manifest: somebody changed it, or it was made with another key."
while read -r word name size sum; do
  [ "$word" = file ] || continue
  [ -f "$WORK/$name" ] || refuse "$set lacks $name."
  there="$(bytes "$WORK/$name")"
  [ "$there" = "$size" ] || refuse "$name has $there bytes, and the manifest says $size: it was cut off."
  there="$(digest "$WORK/$name")"
  [ "$there" = "$sum" ] || refuse "$name is not what was saved: its checksum differs."
done < "$WORK/manifest"
say "Fetched $set: its seal, its sizes and its checksums hold"
