#!/usr/bin/env bash
# Runs one step of a drill. After one that failed only the last is run, which says so where people and machines look for it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

if [ -f "$WORK/failed" ]; then say "$1 is left out: $(cat "$WORK/failed") has failed"; exit 0; fi
if ! bash "${BASH_SOURCE[0]%/*}/$1"; then printf '%s' "$1" > "$WORK/failed"; fi
