#!/usr/bin/env bash
# Creates the account that dumps: it reads the databases of this deployment, and nothing else. Safe to run again at any time.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=mysql.sh
. "${BASH_SOURCE[0]%/*}/mysql.sh"

patiently
# A password that somebody gave may hold a quote.
password="$(sed -e 's/\\/\\\\/g' -e "s/'/''/g" "$ACCOUNT_PASSWORD_FILE")"
{
  printf "CREATE USER IF NOT EXISTS '%s'@'%%' IDENTIFIED BY '%s';\n" "$ACCOUNT" "$password"
  printf "ALTER USER '%s'@'%%' IDENTIFIED BY '%s';\n" "$ACCOUNT" "$password"
  for database in $DATABASES; do
    # In a grant an underscore stands for any character.
    printf "GRANT SELECT, LOCK TABLES, SHOW VIEW, TRIGGER, EVENT ON \`%s\`.* TO '%s'@'%%';\n" "${database//_/\\_}" "$ACCOUNT"
  done
  # Whoever fetches binary logs is to the server what a replica is.
  if [ "${BINARY_LOGS:-no}" = yes ]; then printf "GRANT REPLICATION SLAVE, REPLICATION CLIENT, RELOAD ON *.* TO '%s'@'%%';\n" "$ACCOUNT"; fi
} | mysql --defaults-extra-file="$OPTIONS"
say "$ACCOUNT may read $DATABASES"
