"""Checks tests/requirements.json against the tests that exist, both ways.

Usage: check_requirements.py MANIFEST TEST_PROGRAM... -- OTHER_PROGRAM...

Every requirement says something, where it is from, and names at least one test; every test it names
exists, and every test of the programs before the dashes is named by a requirement.
"""
import json
import re
import subprocess
import sys


def tests_of(program):
    """Names as Suite.Test; what a parameter adds to either is left out."""
    listing = subprocess.run([program, "--gtest_list_tests"], check=True, capture_output=True, text=True)
    suite = ""
    for line in listing.stdout.splitlines():
        name = line.split("#")[0].rstrip()
        if line.startswith("  "):
            yield suite + name.strip().split("/")[0]
        elif re.fullmatch(r"[\w/]+\.", name):
            suite = name.split("/")[-1]


def main(manifest, programs, others):
    with open(manifest, encoding="utf-8") as file:
        requirements = json.load(file)["requirements"]
    protocol = {test for program in programs for test in tests_of(program)}
    existing = protocol | {test for program in others for test in tests_of(program)}
    named = {test for requirement in requirements for test in requirement["tests"]}
    ids = [requirement["id"] for requirement in requirements]
    problems = [f"the id {name} is used twice" for name in sorted(set(ids)) if ids.count(name) > 1]
    problems += [
        f"{r['id']} has no {part}"
        for r in requirements
        for part in ("says", "source", "tests")
        if not r[part]
    ]
    problems += [f"no such test: {test}" for test in sorted(named - existing)]
    problems += [f"no requirement names {test}" for test in sorted(protocol - named)]
    print(*problems, sep="\n")
    print(f"{len(requirements)} requirements, {len(existing)} tests, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    dashes = sys.argv.index("--")
    sys.exit(main(sys.argv[1], sys.argv[2:dashes], sys.argv[dashes + 1 :]))
