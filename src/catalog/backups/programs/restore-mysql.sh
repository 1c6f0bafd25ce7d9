#!/usr/bin/env bash
# Restores the dump of a set into databases that are empty, and counts what is there then. Never touches one that holds anything.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=mysql.sh
. "${BASH_SOURCE[0]%/*}/mysql.sh"

patiently
file="$WORK/mysql.sql.gz.enc"
if ! [ -f "$WORK/manifest" ] || ! [ -f "$file" ]; then refuse "the set has no manifest, or no dump of MySQL."; fi
wanted="$(restored_databases)"

for database in $wanted; do
  there="$(ask "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '$database'")"
  [ "$there" = 0 ] || refuse "$database on $MYSQL_HOST holds $there tables. A backup is never restored over something that lives. Move or drop that database first, or leave it out with EXCLUDE."
done

say "Reading the dump to its end before anything is written"
ends_well "$file"
say "Restoring"
open "$file" | gzip -dc | without "$EXCLUDE" | mysql --defaults-extra-file="$OPTIONS" --default-character-set=utf8mb4

wrong=0
tables=0
while read -r _ database table rows; do
  holds "$database" "$EXCLUDE" && continue
  tables=$((tables + 1))
  there="$(ask "SELECT COUNT(*) FROM \`$database\`.\`$table\`")"
  [ "$there" = "$rows" ] && continue
  say "$database.$table has $there rows, and the backup had $rows"
  wrong=$((wrong + 1))
done < <(grep '^rows ' "$WORK/manifest")
[ "$wrong" -eq 0 ] || refuse "$wrong of $tables tables differ from the manifest."
say "Restored: $tables tables, each with the rows of the manifest"
