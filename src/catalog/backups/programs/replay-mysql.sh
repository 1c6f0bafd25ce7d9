#!/usr/bin/env bash
# Does once more what was done since the set was begun: up to UNTIL, or all that is saved. One database after the other.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=mysql.sh
. "${BASH_SOURCE[0]%/*}/mysql.sh"

export TZ=UTC
if [ "${LOGS:-yes}" = no ] || ! [ -s "$WORK/replay" ]; then say "There is nothing to do once more"; exit 0; fi
options=()
if [ -n "${UNTIL:-}" ]; then
  options+=("--stop-datetime=${UNTIL:0:4}-${UNTIL:4:2}-${UNTIL:6:2} ${UNTIL:9:2}:${UNTIL:11:2}:${UNTIL:13:2}")
fi
files=()
mkdir -p "$WORK/raw"
while read -r log position; do
  open "$WORK/logs/$log.gz.enc" | gzip -dc > "$WORK/raw/$log"
  # Counts for the first of them alone.
  if [ "$position" -gt 0 ]; then options+=("--start-position=$position"); fi
  files+=("$WORK/raw/$log")
done < "$WORK/replay"

patiently
wanted="$(restored_databases)"
for database in $wanted; do
  # Each server counts its transactions itself, and there have to be new ones.
  mysqlbinlog --no-defaults --loose-skip-gtids --database="$database" "${options[@]}" "${files[@]}" > "$WORK/raw/statements"
  mysql --defaults-extra-file="$OPTIONS" --binary-mode --default-character-set=utf8mb4 < "$WORK/raw/statements"
  say "Done once more: ${#files[@]} binary logs for $database${UNTIL:+, up to $UNTIL}"
done
rm -r "$WORK/raw"
