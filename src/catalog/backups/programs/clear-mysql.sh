#!/usr/bin/env bash
# Drops the databases that a restore makes anew: those that a set has which was fetched and believed. Run by hand, and never by a restore.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=mysql.sh
. "${BASH_SOURCE[0]%/*}/mysql.sh"

patiently
file="$WORK/mysql.sql.gz.enc"
if ! [ -f "$WORK/manifest" ] || ! [ -f "$file" ]; then refuse "there is no set that could take the place of what is dropped."; fi
open "$file" | gzip -dc | tail -n 1 | grep -q '^-- Dump completed' || refuse "the dump of MySQL has no end: it was cut off."
wanted=()
saved="$(sed -n 's/^rows \([^ ]*\) .*/\1/p' "$WORK/manifest" | sort -u)"
for database in $saved; do
  holds "$database" "$EXCLUDE" || wanted+=("$database")
done

# All of them are asked before the first goes. An account that restores on a server of many sees its own connections alone.
for database in "${wanted[@]}"; do
  users="$(ask "SELECT COUNT(*) FROM information_schema.processlist WHERE db = '$database'")"
  [ "$users" = 0 ] || refuse "$database on $MYSQL_HOST has $users connections: something still uses it."
done
for database in "${wanted[@]}"; do
  ask "DROP DATABASE IF EXISTS \`$database\`"
  say "Dropped $database"
done
