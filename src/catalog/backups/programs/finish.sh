#!/usr/bin/env bash
# The end of a backup: copies the buckets, writes the manifest, sends the set with its seal last.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "${BASH_SOURCE[0]%/*}/storage.sh"

id="${ID:-$(date -u +%Y%m%dT%H%M%SZ)}"

# After the databases: a row may then name an object that is there already, and never one that is not there yet.
: > "$WORK/counts.buckets"
for bucket in ${BUCKETS:-}; do
  say "Copying what is new in $bucket"
  mirror "live/$bucket" "$TARGET/buckets/$bucket"
  count="$(objects_in "$TARGET/buckets/$bucket")"
  printf 'objects %s %s\n' "$bucket" "$count" >> "$WORK/counts.buckets"
done

# The first set of a month is kept longest, the first of a week longer than the others. Days, weeks and months are those of UTC.
class=monthly
weekly="$(sets_of "$TARGET" weekly)"
monthly="$(sets_of "$TARGET" monthly)"
week="$(week_of "$id")"
for one in $monthly; do [ "${one:0:6}" != "${id:0:6}" ] || class=weekly; done
if [ "$class" = weekly ]; then
  for one in $weekly $monthly; do
    other="$(week_of "$one")"
    [ "$other" != "$week" ] || class=daily
  done
fi

printf 'arboretum-backup 1\nid %s\nclass %s\n' "$id" "$class" > "$WORK/manifest"
printf 'deployment %s\nstage %s\nrelease %s\n' "$DEPLOYMENT" "$STAGE" "$RELEASE" >> "$WORK/manifest"
for file in "$WORK"/*.enc; do
  size="$(bytes "$file")"
  sum="$(digest "$file")"
  printf 'file %s %s %s\n' "${file##*/}" "$size" "$sum" >> "$WORK/manifest"
done
cat "$WORK"/counts.* >> "$WORK/manifest"
seal "$WORK/manifest" > "$WORK/manifest.seal"

for file in "$WORK"/*.enc "$WORK/manifest" "$WORK/manifest.seal"; do
  send "$file" "$TARGET/sets/$class/$id/${file##*/}"
done
say "The set $class/$id is complete"
