#!/usr/bin/env bash
# Restores the dump of a set into a MongoDB that holds none of its collections, and compares what the tool wrote with the manifest.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=mongodb.sh
. "${BASH_SOURCE[0]%/*}/mongodb.sh"

file="$WORK/mongodb.archive.gz.enc"
if ! [ -f "$WORK/manifest" ] || ! [ -f "$file" ]; then refuse "the set has no manifest, or no dump of MongoDB."; fi
options=()
grep -q '^oplog [1-9]' "$WORK/manifest" && options+=(--oplogReplay)
for database in $EXCLUDE; do options+=(--nsExclude="$database.*"); done

# Asking for what is there takes the dump tool alone: it names each collection that it would write.
while read -r database; do
  holds "$database" "$EXCLUDE" && continue
  tool mongodump --archive=/dev/null --db="$database" > /dev/null
  there="$(grep -c 'done dumping' "$LOG" || true)"
  [ "$there" -eq 0 ] || refuse "$database on $MONGODB_HOST holds $there collections. A backup is never restored over something that lives. Drop that database first, or leave it out with EXCLUDE."
done < <(sed -n 's/^documents \([^ ]*\) .*/\1/p' "$WORK/manifest" | sort -u | grep -vx -e admin -e config -e local)

say "Reading the dump to its end before anything is written"
open "$file" | gzip -t || refuse "the dump of MongoDB has no end: it was cut off."
say "Restoring"
open "$file" | gzip -dc | tool mongorestore --archive --nsExclude='admin.*' --nsExclude='config.*' "${options[@]}"
restored="$(sed -n 's/.*[^0-9]\([0-9]\{1,\}\) document(s) restored successfully.*/\1/p' "$LOG")"
failed="$(sed -n 's/.*[^0-9]\([0-9]\{1,\}\) document(s) failed to restore.*/\1/p' "$LOG")"
expected=0
while read -r _ database _ documents; do
  case "$database" in admin | config) continue ;; esac
  holds "$database" "$EXCLUDE" || expected=$((expected + documents))
done < <(grep '^documents ' "$WORK/manifest")
if [ "${failed:-1}" != 0 ] || [ "${restored:-0}" != "$expected" ]; then
  refuse "MongoDB took ${restored:-0} documents and refused ${failed:-some}, and the backup has $expected."
fi
say "Restored: $restored documents, as many as the manifest says"
