#!/usr/bin/env bash
# Creates the databases and users that are missing and sets each password to what it should be. It never drops anything, and is
# safe to run again at any time. Without an administrator it looks whether somebody else has done all that.
#
# usage: mysql_databases.sh <database>:<user>...
# STORE_HOST, STORE_PORT   the server
# STORE_ADMINISTRATOR      who may create; nobody where it is not set
# STORE_ADMINISTRATOR_PASSWORD   file with that password; default: `root` in CREDENTIALS
# STORE_WATCHER            an account that sees how the server is, and no data; none where it is not set
# STORE_READER             an account that reads these databases, for backups; none where it is not set
# STORE_KEEPER             an account that fills them again, for restores; none where it is not set
# STORE_TLS                options of the client; nothing where it is not set
# CREDENTIALS              folder with a password a file: `root` for the administrator, the others by their users
set -euo pipefail

read -ra tls <<<"${STORE_TLS:-}"

# The password stands in the environment, because every process of the pod can read the arguments of this one.
client() {
  local user=$1 file=$2
  shift 2
  MYSQL_PWD="$(cat "$file")" mysql "${tls[@]}" --host="$STORE_HOST" --port="$STORE_PORT" --user="$user" "$@"
}

can_log_in() { client "$1" "$CREDENTIALS/$1" --execute='SELECT 1' "${@:2}" >/dev/null; }

# As MySQL reads a text in single quotes. A password that somebody gave may hold one.
quoted() { sed -e 's/\\/\\\\/g' -e "s/'/''/g" "$CREDENTIALS/$1"; }

# In a grant an underscore stands for any character, and `edxapp_csmh` would open the database of a neighbour.
pattern() { printf '%s' "${1//_/\\_}"; }

look() {
  local missing=0
  for one in "$@"; do
    if ! can_log_in "${one#*:}" "${one%%:*}"; then
      echo "The user \"${one#*:}\" does not get into the database \"${one%%:*}\" on $STORE_HOST." >&2
      missing=1
    fi
  done
  if [ "$missing" -ne 0 ]; then
    echo "Create what is missing there, with the passwords of arboretum:secrets.given, or name an administrator." >&2
  fi
  return "$missing"
}

created() {
  local database=$1 user=$2
  cat <<SQL
CREATE DATABASE IF NOT EXISTS \`$database\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER IF NOT EXISTS '$user'@'%' IDENTIFIED BY '$(quoted "$user")';
GRANT ALL PRIVILEGES ON \`$(pattern "$database")\`.* TO '$user'@'%';
SQL
}

# The password before stays good until the next change, so that pods that have it go on; saying the same twice would end it.
renewed() {
  echo "ALTER USER '$1'@'%' IDENTIFIED BY '$(quoted "$1")' RETAIN CURRENT PASSWORD;"
}

watcher() {
  cat <<SQL
CREATE USER IF NOT EXISTS '$1'@'%' IDENTIFIED BY '$(quoted "$1")' WITH MAX_USER_CONNECTIONS 3;
GRANT PROCESS, REPLICATION CLIENT ON *.* TO '$1'@'%';
SQL
}

# provide <user> <privileges> <database>:<user>...
provide() {
  local user=$1 privileges=$2
  shift 2
  {
    echo "CREATE USER IF NOT EXISTS '$user'@'%' IDENTIFIED BY '$(quoted "$user")';"
    for one in "$@"; do echo "GRANT $privileges ON \`$(pattern "${one%%:*}")\`.* TO '$user'@'%';"; done
  } | administrator
  if ! can_log_in "$user"; then renewed "$user" | administrator; fi
}

administrator() {
  client "$STORE_ADMINISTRATOR" "${STORE_ADMINISTRATOR_PASSWORD:-$CREDENTIALS/root}"
}

# A server that has just been started takes a while to answer.
patiently() {
  for _ in $(seq 60); do
    if administrator </dev/null; then return; fi
    sleep 2
  done
  return 1
}

create() {
  patiently
  for one in "$@"; do created "${one%%:*}" "${one#*:}"; done | administrator
  for one in "$@"; do
    if ! can_log_in "${one#*:}" "${one%%:*}"; then renewed "${one#*:}" | administrator; fi
  done
  if [ -n "${STORE_READER:-}" ]; then provide "$STORE_READER" 'SELECT, LOCK TABLES, SHOW VIEW, TRIGGER, EVENT' "$@"; fi
  if [ -n "${STORE_KEEPER:-}" ]; then provide "$STORE_KEEPER" 'ALL PRIVILEGES' "$@"; fi
  if [ -n "${STORE_WATCHER:-}" ]; then
    watcher "$STORE_WATCHER" | administrator
    if ! can_log_in "$STORE_WATCHER"; then renewed "$STORE_WATCHER" | administrator; fi
  fi
}

if [ -n "${STORE_ADMINISTRATOR:-}" ]; then create "$@"; else look "$@"; fi
