#!/usr/bin/env bash
# Drops the databases that a restore makes anew: those that a set has which was fetched and believed. Run by hand, and never by a restore.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=mysql.sh
. "${BASH_SOURCE[0]%/*}/mysql.sh"

patiently
file="$WORK/mysql.sql.gz.enc"
if ! [ -f "$WORK/manifest" ] || ! [ -f "$file" ]; then refuse "there is no set that could take the place of what is dropped."; fi
ends_well "$file"
wanted="$(restored_databases)"

# All of them are asked before the first goes. An account that restores on a server of many sees its own connections alone.
for database in $wanted; do
  users="$(ask "SELECT COUNT(*) FROM information_schema.processlist WHERE db = '$database'")"
  [ "$users" = 0 ] || refuse "$database on $MYSQL_HOST has $users connections: something still uses it."
done
for database in $wanted; do
  ask "DROP DATABASE IF EXISTS \`$database\`"
  say "Dropped $database"
done
