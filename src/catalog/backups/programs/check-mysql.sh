#!/usr/bin/env bash
# Asks a restored server what a learner and an author would: is there a user, is there a course.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=mysql.sh
. "${BASH_SOURCE[0]%/*}/mysql.sh"

patiently
wrong=0
# A table of a new site may be empty: what the manifest has, and only that, has to be there.
some() {
  local expected there
  expected="$(sed -n "s/^rows $1 $2 //p" "$WORK/manifest")"
  [ "${expected:-0}" -gt 0 ] || { say "No $3 in the backup: nothing to look at"; return; }
  there="$(ask "SELECT $4 FROM \`$1\`.\`$2\` ORDER BY 1 DESC LIMIT 1")"
  if [ -n "$there" ]; then say "There is a $3"; else say "No $3 where the backup has $expected"; wrong=1; fi
}
some "$PLATFORM_DATABASE" auth_user "user" id
some "$PLATFORM_DATABASE" course_overviews_courseoverview "course" id
[ "$wrong" -eq 0 ] || refuse "what was restored is not what was saved."
