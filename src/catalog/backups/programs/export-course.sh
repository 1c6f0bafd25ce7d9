#!/usr/bin/env bash
# Exports one course of what was restored, as Studio imports it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ -n "${COURSE:-}" ] || refuse "COURSE names no course: course-v1:edX+DemoX+2026."
say "Exporting $COURSE"
./manage.py cms export "$COURSE" "$WORK/export/course/"
[ -f "$WORK/export/course/course.xml" ] || refuse "the export of $COURSE has no course.xml."
tar -C "$WORK/export" -czf "$WORK/course.tar.gz" course
rm -r "$WORK/export"
say "Exported: $(bytes "$WORK/course.tar.gz") bytes"
