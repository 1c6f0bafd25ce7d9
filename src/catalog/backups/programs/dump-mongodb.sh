#!/usr/bin/env bash
# Dumps MongoDB. Of a replica set it takes what was written meanwhile along, so that the dump is one moment: its end.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=mongodb.sh
. "${BASH_SOURCE[0]%/*}/mongodb.sh"

file="$WORK/mongodb.archive.gz.enc"
options=()
# The tool takes one database or all that its account may read.
if [ "${OPLOG:-no}" = yes ]; then options+=(--oplog); elif [[ "${DATABASES:-}" =~ ^[^\ ]+$ ]]; then options+=(--db="$DATABASES"); fi
say "Dumping MongoDB"
tool mongodump --archive "${options[@]}" | gzip -c | close > "$file"
# shellcheck disable=SC2016 # the tool writes these quotes
# What the tool says of each collection at its end is what it wrote, not what is there by now.
sed -n 's/.*done dumping `\{0,1\}\([^.`]*\)\.\([^` ]*\)`\{0,1\} (\([0-9]*\) document.*/documents \1 \2 \3/p' "$LOG" | sort > "$WORK/counts.mongodb"
sed -n 's/.*dumped \([0-9]*\) oplog entr.*/oplog \1/p' "$LOG" >> "$WORK/counts.mongodb"
open "$file" | gzip -t || refuse "the dump of MongoDB cannot be read back."
say "Dumped and read back: $(grep -c '^documents ' "$WORK/counts.mongodb") collections, $(bytes "$file") bytes"
