#!/usr/bin/env bash
# Fetches the binary logs that were written after a set was begun, and believes them only with their seals and without a gap.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "${BASH_SOURCE[0]%/*}/storage.sh"

from=''
while read -r word era log position; do
  if [ "$word" = log ]; then from="$log"; break; fi
done < "$WORK/manifest"
: > "$WORK/replay"
if [ -z "$from" ]; then say "The set says nothing of binary logs: it stays as it is"; exit 0; fi
mkdir -p "$WORK/logs"
expected="$from"
logs="$(logs_of "$TARGET")"
for one in $logs; do
  [ "${one%/*}" = "$era" ] || continue
  [[ "${one##*/}" < "$from" ]] && continue
  name="${one##*/}"
  [ "$name" = "$expected" ] || refuse "$expected is not saved and $name is: what lies between is lost. Restore with UNTIL before it, or without logs: LOGS=no."
  quietly cp "$TARGET/logs/$one.gz.enc" "$TARGET/logs/$one.seal" "$WORK/logs/"
  sealed="$(seal "$WORK/logs/$name.gz.enc")"
  [ "$sealed" = "$(cat "$WORK/logs/$name.seal")" ] || refuse "the seal of $name does not fit: somebody changed it, or it was made with another key."
  printf '%s %s\n' "$name" "$position" >> "$WORK/replay"
  position=0
  number="${name##*.}"
  expected="$(printf '%s.%0*d' "${name%.*}" "${#number}" "$((10#$number + 1))")"
done
say "Fetched $(wc -l < "$WORK/replay") binary logs from $from on"
