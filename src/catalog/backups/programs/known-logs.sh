#!/usr/bin/env bash
# Writes down which binary logs are saved already.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "${BASH_SOURCE[0]%/*}/storage.sh"

logs_of "$TARGET" > "$WORK/known"
say "$(wc -l < "$WORK/known") binary logs are saved already"
