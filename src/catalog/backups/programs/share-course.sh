#!/usr/bin/env bash
# Brings an exported course where exports lie, and says under which address it can be fetched for a day.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "${BASH_SOURCE[0]%/*}/storage.sh"

id=''
while read -r word value _; do
  if [ "$word" = id ]; then id="$value"; fi
done < "$WORK/manifest"
name="${COURSE#course-v1:}"
archive="live/$EXPORTS/restored/$id-${name//[^A-Za-z0-9._-]/-}.tar.gz"
send "$WORK/course.tar.gz" "$archive"
say "$COURSE, as it was in the set $id:"
mc share download --expire 24h "$archive"
