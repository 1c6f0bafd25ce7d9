#!/usr/bin/env bash
# Fetches the binary logs of MySQL that are not saved yet, and closes them. The one that is written just now is ended first.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=mysql.sh
. "${BASH_SOURCE[0]%/*}/mysql.sh"

patiently
era="$(era)"
mkdir -p "$WORK/logs/$era" "$WORK/raw"
ask 'FLUSH BINARY LOGS'
all="$(ask 'SHOW BINARY LOGS')"
last=''
while read -r log _; do
  # Of the last one nobody knows what is still to come.
  previous="$last" last="$log"
  [ -n "$previous" ] || continue
  grep -qx "$era/$previous" "$WORK/known" && continue
  mysqlbinlog --defaults-extra-file="$OPTIONS" --read-from-remote-server --raw --result-file="$WORK/raw/" "$previous"
  gzip -c < "$WORK/raw/$previous" | close > "$WORK/logs/$era/$previous.gz.enc"
  there="$(open "$WORK/logs/$era/$previous.gz.enc" | gzip -dc | sha256sum)"
  expected="$(digest "$WORK/raw/$previous")"
  [ "${there%% *}" = "$expected" ] || refuse "$previous cannot be read back."
  rm "$WORK/raw/$previous"
  say "Fetched $previous"
done <<< "$all"
