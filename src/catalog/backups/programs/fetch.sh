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
believe "$set"
say "Fetched $set: its seal, its sizes and its checksums hold"
