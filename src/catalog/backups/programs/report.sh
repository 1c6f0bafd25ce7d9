#!/usr/bin/env bash
# The end of a drill: counts the objects of the copies, and says how it went where people and machines look for it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "${BASH_SOURCE[0]%/*}/storage.sh"

id='' success=1 verb=PUT reason=''
if [ -f "$WORK/failed" ]; then reason="$(cat "$WORK/failed") has failed, see above."; fi
if [ -f "$WORK/manifest" ]; then
  while read -r word first count; do
    case "$word" in
      id) id="$first" ;;
      objects)
        there="$(objects_in "$TARGET/buckets/$first")"
        [ "$there" -ge "$count" ] || reason="the copy of $first has $there objects, and had $count when the set was made."
        ;;
    esac
  done < "$WORK/manifest"
fi
# The last one that held stays known beside it.
[ -z "$reason" ] || success=0 verb=POST

now="$(date -u +%s)"
metric() { printf '# TYPE %s gauge\n%s %s\n' "$1" "$1" "$2"; }
{
  metric arboretum_restore_drill_success "$success"
  if [ "$success" -eq 1 ]; then
    taken="$(date -u -d "${id:0:4}-${id:4:2}-${id:6:2} ${id:9:2}:${id:11:2}:${id:13:2}" +%s)"
    metric arboretum_restore_drill_timestamp_seconds "$now"
    metric arboretum_backup_timestamp_seconds "$taken"
  fi
  if [ -f "$WORK/took" ]; then metric arboretum_restore_drill_seconds "$(cat "$WORK/took")"; fi
  if [ -f "$WORK/migrations" ]; then metric arboretum_restore_drill_migrations_seconds "$(cat "$WORK/migrations")"; fi
} > "$WORK/drill.prom"
# The proof of one that held does not hang on who listens, nor does the reason of one that did not.
if [ -z "$reason" ]; then send "$WORK/drill.prom" "$TARGET/drills/$id.prom"; else say "$reason"; fi

if [ -n "${PUSHGATEWAY:-}" ]; then
  # The image has no client for HTTP, and bash can speak to a port.
  exec 3<> "/dev/tcp/${PUSHGATEWAY%:*}/${PUSHGATEWAY##*:}"
  size="$(bytes "$WORK/drill.prom")"
  printf '%s /metrics/job/arboretum-restore-drill/deployment/%s/stage/%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: %s\r\n\r\n' \
    "$verb" "$DEPLOYMENT" "$STAGE" "$PUSHGATEWAY" "$size" >&3
  cat "$WORK/drill.prom" >&3
  read -r _ status _ <&3
  [[ "$status" == 2* ]] || refuse "the Pushgateway at $PUSHGATEWAY answered $status."
fi
[ -z "$reason" ] || refuse "$reason"
say "The drill of $id holds"
