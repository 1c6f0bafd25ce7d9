#!/usr/bin/env bash
# Dumps databases of MySQL as they are at one moment, closes the dump, and believes it only after it has been read back.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=mysql.sh
. "${BASH_SOURCE[0]%/*}/mysql.sh"

patiently
file="$WORK/mysql.sql.gz.enc"
say "Dumping $DATABASES"
# Where its binary logs go on. Older servers, and MariaDB, call it otherwise.
position=() era=''
if [ "${BINARY_LOGS:-no}" = yes ]; then
  position+=(--loose-source-data=2 --loose-master-data=2)
  era="$(era)"
fi
# `loose`: MariaDB has no such option, and MySQL would write what only a replica may say.
# shellcheck disable=SC2086 # one word a database
mysqldump --defaults-extra-file="$OPTIONS" --single-transaction --quick --routines --triggers --events --hex-blob \
  --no-tablespaces "${position[@]}" --loose-set-gtid-purged=OFF --default-character-set=utf8mb4 --databases $DATABASES \
  | gzip -c | close > "$file"

open "$file" | gzip -dc | counts "$era" > "$WORK/mysql.counts"
[ "$(tail -n 1 "$WORK/mysql.counts")" = complete ] || refuse "the dump of MySQL has no end: it was cut off."
sed '$d' "$WORK/mysql.counts" > "$WORK/counts.mysql"
rm "$WORK/mysql.counts"
for database in $DATABASES; do
  grep -q "^rows $database " "$WORK/counts.mysql" || refuse "the dump of MySQL holds nothing of $database."
done
if [ -n "$era" ] && ! grep -q '^log ' "$WORK/counts.mysql"; then refuse "the dump of MySQL does not say where its binary logs go on."; fi
say "Dumped and read back: $(grep -c '^rows ' "$WORK/counts.mysql") tables, $(bytes "$file") bytes"
