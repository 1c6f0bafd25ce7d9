# What the programs for buckets share. Needs bash, coreutils and mc, and nothing else: the image of mc has nothing else.
# What fails inside of an argument is no error to bash, so that answers are kept in a variable first; listings, which have no bound, go through a pipe.
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
  local line name
  mc ls --recursive "$1/sets/$2/" | while read -r line; do
    name="${line##* }"
    case "$name" in */manifest.seal) printf '%s\n' "${name%/manifest.seal}" ;; esac
  done | sort
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
  local line name
  mc ls --recursive "$1/logs/" | while read -r line; do
    name="${line##* }"
    case "$name" in */*.seal) printf '%s\n' "${name%.seal}" ;; esac
  done | sort
}

# A bucket may hold millions.
objects_in() { mc ls --recursive "$1" | wc -l; }

# Copies what is new of a bucket, and counts: mc has ended well and copied nothing.
mirror() {
  local here there
  here="$(objects_in "$1")"
  quietly mirror --overwrite "$1" "$2"
  there="$(objects_in "$2")"
  [ "$there" -ge "$here" ] || refuse "$2 has $there objects, and $1 has $here."
}

# A set that lies in the working directory, believed only with its seal, its sizes and its checksums.
believe() {
  local set="$1" expected word name size sum there
  if ! [ -f "$WORK/manifest" ] || ! [ -f "$WORK/manifest.seal" ]; then refuse "$set is no complete set: it has no manifest, or no seal."; fi
  expected="$(seal "$WORK/manifest")"
  [ "$expected" = "$(cat "$WORK/manifest.seal")" ] \
    || refuse "the seal of $set does not fit its manifest: somebody changed it, or it was made with another key."
  while read -r word name size sum; do
    if [ "$word" = id ] && [ "$name" != "${set##*/}" ]; then refuse "$set has the manifest of $name: somebody put it there."; fi
    [ "$word" = file ] || continue
    [ -f "$WORK/$name" ] || refuse "$set lacks $name."
    there="$(bytes "$WORK/$name")"
    [ "$there" = "$size" ] || refuse "$name has $there bytes, and the manifest says $size: it was cut off."
    there="$(digest "$WORK/$name")"
    [ "$there" = "$sum" ] || refuse "$name is not what was saved: its checksum differs."
  done < "$WORK/manifest"
}

# Sends a file, and reads it back.
send() {
  local sum there
  quietly cp "$1" "$2"
  sum="$(digest "$1")"
  there="$(mc cat "$2" | sha256sum)"
  [ "${there%% *}" = "$sum" ] || refuse "$2 is not there as it was sent."
}

# The week of a set, from Monday on, with the year that it is of: 202653.
week_of() { date -u -d "${1:0:8}" +%G%V; }

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
