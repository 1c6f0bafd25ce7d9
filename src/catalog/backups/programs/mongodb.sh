# What the programs for MongoDB share. Needs mongodump, mongorestore, mongosh, gzip and openssl: all are in the image of the server.
# shellcheck shell=bash
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

EXCLUDE="$(left_out mongodb)"

CONFIGURATION="${MONGODB_CONFIGURATION:-/run/backup/mongodb/tools.yaml}"
LOG="$(mktemp)"
trap 'rm -f "$LOG"' EXIT

# Of several members one alone may write, and the tools look for it where they know the name of the set.
SERVER=(--config="$CONFIGURATION" --host="${MONGODB_REPLICA_SET:+$MONGODB_REPLICA_SET/}$MONGODB_HOST" --port="$MONGODB_PORT")
if [ -n "${MONGODB_USER:-}" ]; then SERVER+=(--username="$MONGODB_USER" --authenticationDatabase=admin); fi
if [ -n "${MONGODB_TLS:-}" ]; then SERVER+=(--ssl); fi
if [ -n "${MONGODB_CA:-}" ]; then SERVER+=(--sslCAFile="$MONGODB_CA"); fi

# The tools take the password from a file of theirs alone.
tool() {
  local program="$1"
  shift
  if ! "$program" "${SERVER[@]}" "$@" 2> "$LOG"; then
    cat "$LOG" >&2
    return 1
  fi
}
