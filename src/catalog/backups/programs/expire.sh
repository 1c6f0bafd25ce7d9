#!/usr/bin/env bash
# Lets go of sets that are past their time, by an account that can neither read nor write them.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "${BASH_SOURCE[0]%/*}/storage.sh"

expire "$TARGET" daily "$KEEP_DAILY"
expire "$TARGET" weekly "$KEEP_WEEKLY"
expire "$TARGET" monthly "$KEEP_MONTHLY"
if [ "${BINARY_LOGS:-no}" = yes ]; then quietly rm --recursive --force --older-than "${KEEP_DAILY}d" "$TARGET/logs/"; fi
if [ -n "${OFFSITE:-}" ]; then expire_offsite; fi
