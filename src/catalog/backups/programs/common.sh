# What every program of a backup begins with. Needs bash and coreutils, and openssl where something is closed or opened.
# shellcheck shell=bash
umask 077

# shellcheck disable=SC2034 # the other programs read them
WORK="${WORK:-/work}"
KEY="${KEY:-/run/backup/key/key}"

say() { printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*"; }

refuse() {
  printf 'Refused: %s\n' "$*" >&2
  exit 1
}

# What is left out on a server of this kind: `mysql/edxapp` of MySQL alone, a name by itself wherever it is one.
left_out() {
  local one left=''
  for one in ${EXCLUDE:-}; do
    case "$one" in
      "$1"/*) left+=" ${one#*/}" ;;
      */*) ;;
      *) left+=" $one" ;;
    esac
  done
  printf '%s' "${left# }"
}

# Encrypts what it reads. Whether somebody changed it is not asked here: the seal of the manifest says so of the whole set.
close() { openssl enc -aes-256-cbc -pbkdf2 -iter 200000 -salt -pass "file:$KEY"; }

# Decrypts a file. The wrong key, and a file that ends early, are errors.
open() { openssl enc -d -aes-256-cbc -pbkdf2 -iter 200000 -pass "file:$KEY" -in "$1"; }

digest() {
  local sum
  sum="$(sha256sum < "$1")"
  printf '%s' "${sum%% *}"
}

# Only whoever has the key can make the seal of a file, and the key never stands on a command line.
seal() {
  local sum
  sum="$({ cat "$KEY"; digest "$1"; cat "$KEY"; } | sha256sum)"
  printf '%s\n' "${sum%% *}"
}

bytes() { stat -c %s "$1"; }

# `holds <word> <words>`: whether a word stands in a list of words.
holds() { [[ " $2 " == *" $1 "* ]]; }
