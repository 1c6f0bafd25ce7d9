"""Imports the demo course, unless it is there. Runs inside Django, by `manage.py cms shell`."""

import glob
import json
import os
import subprocess
import tempfile
import xml.etree.ElementTree

from django.core.management import call_command

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "wanted.json"), encoding="utf-8") as file:
    wanted = json.load(file)


def exists(course_id):
    from opaque_keys.edx.keys import CourseKey
    from xmodule.modulestore.django import modulestore

    return modulestore().has_course(CourseKey.from_string(course_id))


def main(folder):
    subprocess.run(
        ["git", "clone", "--depth", "1", "--branch", wanted["ref"], wanted["repository"], folder], check=True
    )
    # The folder of a course is the one above its runs: `course.xml` and `course/` stand in it.
    found = sorted(glob.glob(os.path.join(folder, "**", "course.xml"), recursive=True), key=len)
    if not found:
        raise SystemExit(f"There is no course in {wanted['repository']} at {wanted['ref']}.")
    course = xml.etree.ElementTree.parse(found[0]).getroot()
    course_id = f"course-v1:{course.get('org')}+{course.get('course')}+{course.get('url_name')}"
    if exists(course_id):
        print(f"{course_id} is there.", flush=True)
        return
    call_command("import", folder, os.path.dirname(found[0]))
    print(f"{course_id} is imported.", flush=True)


with tempfile.TemporaryDirectory() as folder:
    main(folder)
