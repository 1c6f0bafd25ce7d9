#!/usr/bin/env bash
# Migrates what was restored with the code of another release, and keeps how many seconds that took.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

before=0
if [ -f "$WORK/migrations" ]; then before="$(cat "$WORK/migrations")"; fi
begun="$(date -u +%s)"
say "Migrating the tables of $VARIANT"
./manage.py "$VARIANT" migrate --noinput
# `migrate` knows one database at a time.
if [ "$VARIANT" = lms ]; then ./manage.py lms migrate --noinput --database student_module_history; fi
took=$(($(date -u +%s) - begun))
printf '%s' "$((before + took))" > "$WORK/migrations"
say "Migrated: $took seconds"
