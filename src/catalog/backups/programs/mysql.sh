# What the programs for MySQL share. Needs mysql and mysqldump, sed and gzip: all are in the image of the server.
# shellcheck shell=bash
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

EXCLUDE="$(left_out mysql)"

PASSWORD="${ADMINISTRATOR_PASSWORD_FILE:-${MYSQL_PASSWORD_FILE:-/run/backup/mysql/password}}"
OPTIONS="$(mktemp)"
trap 'rm -f "$OPTIONS"' EXIT

# The password goes into a file: in an environment or on a command line others could read it.
{
  printf '[client]\nprotocol=tcp\nhost=%s\nport=%s\nuser=%s\n' "$MYSQL_HOST" "$MYSQL_PORT" "$MYSQL_USER"
  escaped="$(sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' "$PASSWORD")"
  printf 'password="%s"\n' "$escaped"
  # `loose`: MariaDB calls it otherwise.
  if [ -n "${MYSQL_TLS:-}" ]; then printf 'loose-ssl-mode=%s\n' "$MYSQL_TLS"; fi
  if [ -n "${MYSQL_CA:-}" ]; then printf 'ssl-ca=%s\n' "$MYSQL_CA"; fi
} > "$OPTIONS"

ask() { mysql --defaults-extra-file="$OPTIONS" --batch --skip-column-names --execute "$1"; }

# The logs of another server have the same names: these are what tells them apart. MariaDB has no identifier of its own.
era() {
  local identity sum
  identity="$(ask "SHOW VARIABLES WHERE Variable_name IN ('server_uuid', 'server_uid', 'server_id')")"
  sum="$(sha256sum <<< "$identity")"
  printf '%s' "${sum:0:12}"
}

patiently() {
  local tries=0
  until ask 'SELECT 1' > "$WORK/answer" 2> "$WORK/refusal"; do
    tries=$((tries + 1))
    # A server that starts is waited for, one that knows us not is not.
    if [ "$tries" -ge "${PATIENCE:-60}" ] || grep -q 'ERROR 1045' "$WORK/refusal"; then
      refuse "MySQL at $MYSQL_HOST:$MYSQL_PORT does not answer $MYSQL_USER: $(cat "$WORK/refusal")"
    fi
    sleep 2
  done
}

# What a dump holds, from the dump itself: `rows <database> <table> <rows>` for each table, `log <era> <log> <position>` where binary logs go on, and
# `complete` where its end is there.
# Without its texts a row has one closing bracket, whatever stood in it.
counts() {
  local word value database='' table='' rows=0 era="${1:-}"
  while read -r word value; do
    case "$word" in
      database) database="$value" ;;
      table) table="$value" rows=0 ;;
      log) printf 'log %s %s\n' "$era" "$value" ;;
      row) rows=$((rows + ${#value})) ;;
      end) printf 'rows %s %s %s\n' "$database" "$table" "$rows" ;;
      complete) printf 'complete\n' ;;
    esac
  done < <(LC_ALL=C sed -n -f "${BASH_SOURCE[0]%/*}/rows.sed")
}

# The databases that the set has, but for those that are left out.
restored_databases() {
  local database
  sed -n 's/^rows \([^ ]*\) .*/\1/p' "$WORK/manifest" | sort -u | while read -r database; do
    holds "$database" "$EXCLUDE" || printf '%s\n' "$database"
  done
}

# Whether a dump was written to its end. It is read whole, so that nothing is begun with half of one.
ends_well() {
  open "$1" | gzip -dc | tail -n 1 | grep -q '^-- Dump completed' || refuse "the dump of MySQL has no end: it was cut off."
}

# A dump without the databases that are left out.
without() {
  local database script=()
  for database in $1; do
    script+=(-e "/^-- Current Database: \`$database\`\$/,/^-- Current Database: /{/^-- Current Database: \`$database\`\$/d;/^-- Current Database: /!d}")
  done
  if [ "${#script[@]}" -eq 0 ]; then cat; else LC_ALL=C sed "${script[@]}"; fi
}
