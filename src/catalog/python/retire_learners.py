"""Retires the accounts whose time of reflection is over, one after the other. The scripts are upstream's."""

import glob
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPTS = os.path.join("scripts", "user_retirement")
PREFIX = "RETIREMENT_USERNAME="

with open(os.path.join(HERE, "wanted.json"), encoding="utf-8") as file:
    wanted = json.load(file)


def run(script, *arguments):
    command = [sys.executable, os.path.join(SCRIPTS, script), f"--config_file={HERE}/pipeline.yml", *arguments]
    return subprocess.run(command, check=False).returncode


def usernames(folder):
    """Upstream writes one file for each account, made for another tool."""
    for name in sorted(glob.glob(os.path.join(folder, "learner_retire_*"))):
        with open(name, encoding="utf-8") as file:
            yield from (line[len(PREFIX) :].strip() for line in file if line.startswith(PREFIX))


with tempfile.TemporaryDirectory() as folder:
    learners = os.path.join(folder, "learners")
    listed = run(
        "get_learners_to_retire.py",
        f"--output_dir={learners}",
        f"--cool_off_days={wanted['coolOffDays']}",
        f"--max_user_batch_size={wanted['most']}",
        f"--user_count_error_threshold={wanted['most']}",
    )
    if listed != 0:
        raise SystemExit("The LMS does not say who is to be retired.")
    failed = [name for name in usernames(learners) if run("retire_one_learner.py", f"--username={name}") != 0]

# A name is what is to be forgotten: it is not written into a log that is kept.
print(f"Ended; {len(failed)} accounts could not be retired and are tried again." if failed else "Ended.", flush=True)
sys.exit(1 if failed else 0)
