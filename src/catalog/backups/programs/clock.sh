#!/usr/bin/env bash
# Says how long the restore took, and refuses it where that is longer than somebody can wait.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

begun="$(cat "$WORK/begun")"
took=$(($(date -u +%s) - begun))
printf '%s' "$took" > "$WORK/took"
[ "$took" -le "$RTO_SECONDS" ] || refuse "the restore took $took seconds, and may take $RTO_SECONDS at most: see the rto of the backups."
say "Restored after $took seconds"
