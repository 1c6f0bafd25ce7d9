#!/usr/bin/env bash
# Copies buckets back into buckets that are empty, and counts.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "${BASH_SOURCE[0]%/*}/storage.sh"

EXCLUDE="${EXCLUDE:-}"
for bucket in ${BUCKETS:-}; do
  holds "$bucket" "$EXCLUDE" && continue
  there="$(objects_in "live/$bucket")"
  [ "$there" -eq 0 ] || refuse "$bucket holds $there objects. A backup is never restored over something that lives. Empty it first, or leave it out with EXCLUDE."
done
for bucket in ${BUCKETS:-}; do
  holds "$bucket" "$EXCLUDE" && continue
  say "Copying $bucket back"
  mirror "$TARGET/buckets/$bucket" "live/$bucket"
done
say "Copied back"
