#!/usr/bin/env bash
# Sends binary logs, each with its seal last: one without a seal is not saved.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "${BASH_SOURCE[0]%/*}/storage.sh"

for file in "$WORK"/logs/*/*.gz.enc; do
  [ -f "$file" ] || continue
  log="${file#"$WORK/logs/"}" log="${log%.gz.enc}"
  seal "$file" > "$WORK/seal"
  send "$file" "$TARGET/logs/$log.gz.enc"
  send "$WORK/seal" "$TARGET/logs/$log.seal"
  say "Saved $log"
done
