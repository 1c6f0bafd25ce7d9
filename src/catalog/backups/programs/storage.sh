# What the programs for buckets share. Needs bash, coreutils and mc, and nothing else: the image of mc has nothing else.
# What fails inside of an argument is no error to bash, so that answers are always kept in a variable first.
# shellcheck shell=bash
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

# mc writes beside its configuration, and a mounted Secret is read-only.
MC_CONFIG_DIR="$(mktemp -d)"
export MC_CONFIG_DIR
trap 'rm -rf "$MC_CONFIG_DIR"' EXIT
cat "${STORAGE_CONFIGURATION:-/run/backup/storage/config.json}" > "$MC_CONFIG_DIR/config.json"

quietly() { mc --quiet "$@" > /dev/null; }

# The identifiers of the sets of a class, the oldest first. One is a set when its seal is there: it is written last.
sets_of() {
  local line name listed
  listed="$(mc ls --recursive "$1/sets/$2/")"
  while read -r line; do
    name="${line##* }"
    case "$name" in */manifest.seal) printf '%s\n' "${name%/manifest.seal}" ;; esac
  done <<< "$listed" | sort
}

# `<class>/<identifier>` of the newest set, or of the newest that was begun not after a moment.
newest() {
  local class id ids best='' until="${2:-99991231T235959Z}"
  for class in monthly weekly daily; do
    ids="$(sets_of "$1" "$class")"
    for id in $ids; do
      [[ "$id" > "$until" ]] && continue
      [[ "$id" > "${best##*/}" ]] && best="$class/$id"
    done
  done
  printf '%s' "$best"
}

# The binary logs that are saved, `<era>/<log>` a line, the oldest first. One is saved when its seal is there.
logs_of() {
  local line name listed
  listed="$(mc ls --recursive "$1/logs/")"
  while read -r line; do
    name="${line##* }"
    case "$name" in */*.seal) printf '%s\n' "${name%.seal}" ;; esac
  done <<< "$listed" | sort
}

objects_in() {
  local listed
  listed="$(mc ls --recursive "$1")"
  if [ -z "$listed" ]; then printf 0; else wc -l <<< "$listed"; fi
}

# Copies what is new of a bucket, and counts: mc has ended well and copied nothing.
mirror() {
  local here there
  here="$(objects_in "$1")"
  quietly mirror --overwrite "$1" "$2"
  there="$(objects_in "$2")"
  [ "$there" -ge "$here" ] || refuse "$2 has $there objects, and $1 has $here."
}

# Sends a file, and reads it back.
send() {
  local sum there
  quietly cp "$1" "$2"
  sum="$(digest "$1")"
  there="$(mc cat "$2" | sha256sum)"
  [ "${there%% *}" = "$sum" ] || refuse "$2 is not there as it was sent."
}

ago() { date -u -d "$1 days ago" +%Y%m%dT%H%M%SZ; }

# Lets sets go that are past the time of their class. The newest stays, however old: backups that stop must not end with nothing.
expire() {
  local store="$1" class="$2" days="$3" before id ids last
  before="$(ago "$days")"
  ids="$(sets_of "$store" "$class")"
  last="${ids##*$'\n'}"
  for id in $ids; do
    [[ "$id" < "$before" && "$id" != "$last" ]] || continue
    quietly rm --recursive --force "$store/sets/$class/$id/"
    say "Let go of $class/$id: it is older than $days days"
  done
}

# The same in the second store, where the copy of the buckets goes with its set.
expire_offsite() {
  local gone left old
  gone="$(sets_of "$OFFSITE" weekly)"
  expire "$OFFSITE" weekly "$KEEP_OFFSITE"
  left="$(sets_of "$OFFSITE" weekly)"
  for old in $gone; do
    holds "$old" "${left//$'\n'/ }" || quietly rm --recursive --force "$OFFSITE/full/$old/"
  done
}
