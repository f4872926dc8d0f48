"""Walks docs/operations.md: runs its commands, as they stand and in their order, in an empty Debian.

    python deploy/walk.py FOLDER        as root; FOLDER becomes the Debian (debootstrap), or is one already

All but systemd itself, which does not run within a folder: a small stand-in for `systemctl` starts what the units name,
as their user and with their settings, and runs the nightly ones once. At the end it signs in over HTTPS through nginx,
and restores the copy that was made. Ends with 1 where a command fails.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEBIAN = "http://deb.debian.org/debian"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)

SYSTEMCTL = r"""#!/usr/bin/python3
import os, pwd, re, subprocess, sys
from pathlib import Path

def lines(unit):
    text = Path("/etc/systemd/system", unit).read_text()
    return [line.partition("=")[::2] for line in text.splitlines() if "=" in line]

def start(unit):
    given = lines(unit)
    one = {name: value for name, value in given}
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    for name, value in given:
        if name == "EnvironmentFile":
            settings = [line for line in Path(value).read_text().splitlines() if "=" in line and line[0] != "#"]
            env.update(line.split("=", 1) for line in settings)
    person = pwd.getpwnam(one["User"])
    kinds = {"cwd": one["WorkingDirectory"], "env": env}
    kinds |= {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    for name, command in given:
        if name != "ExecStart":
            continue
        command = command.replace("%%", "%")
        if one.get("Type") == "oneshot":
            subprocess.run(command, shell=True, check=True, **kinds)
        else:
            with open(f"/var/log/{unit}.log", "ab") as log:
                subprocess.Popen(f"exec {command}", shell=True, stdout=log, stderr=log, start_new_session=True, **kinds)

verb, units = sys.argv[1], [each for each in sys.argv[2:] if not each.startswith("-")]
for unit in units if verb in ("enable", "restart", "start") else ():
    if unit == "nginx.service":
        subprocess.run(["nginx"], check=True)
    else:
        start(unit.replace(".timer", ".service"))
"""

# What is asked once all is up: the pages over HTTPS, the files' long life, signing in, and the way back from a copy.
AT_THE_END = r"""
echo "127.0.0.1 tracker.example" >> /etc/hosts
ask="curl --silent --show-error --cacert /etc/ssl/csc/tracker.crt --cookie-jar /tmp/cookies --cookie /tmp/cookies"
test "$(curl --silent -o /dev/null -w '%{http_code}' http://tracker.example/)" = 301
$ask --fail https://tracker.example/sign-in/ > /tmp/sign-in.html
grep -q csrfmiddlewaretoken /tmp/sign-in.html
style=$(grep -o '/static/csc\.[0-9a-f]*\.css' /tmp/sign-in.html | head -1)
$ask --fail -D - -o /dev/null "https://tracker.example$style" | grep -i 'cache-control: max-age=31536'
test "$($ask -o /dev/null -w '%{http_code}' https://tracker.example/)" = 302
DJANGO_SUPERUSER_PASSWORD="a long enough sentence" .venv/bin/python manage.py createsuperuser --no-input \
    --username first --email first@tracker.example
token=$(grep -o 'csrfmiddlewaretoken" value="[^"]*' /tmp/sign-in.html | head -1 | cut -d'"' -f3)
status=$($ask -o /tmp/after.html -w '%{http_code}' -H 'Referer: https://tracker.example/sign-in/' \
    --data-urlencode "csrfmiddlewaretoken=$token" --data-urlencode login=first \
    --data-urlencode 'password=a long enough sentence' https://tracker.example/sign-in/)
test "$status" = 302
$ask --fail --location https://tracker.example/account/ | grep -q 'second step'
ls /srv/csc/copies/csc-*.age
su postgres -c "createdb --owner csc_owner restored"
su postgres -c "psql -q restored -c 'CREATE EXTENSION pg_trgm'"
. /etc/csc-owner.env
DATABASE_URL=${DATABASE_URL%/csc}/restored CSC_MEDIA_ROOT=/tmp/restored \
    .venv/bin/python manage.py restore /srv/csc/copies/csc-*.age --key /root/csc-copies.key
"""


def main(folder: Path) -> int:
    if not (folder / "etc/debian_version").exists():
        small = ["debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm"]
        subprocess.run([*small, folder, DEBIAN], check=True)
    for name in ("etc/resolv.conf", "etc/pip.conf"):  # how this machine reaches the programs that are fetched
        if Path("/", name).exists():
            shutil.copyfile(Path("/", name).resolve(), folder / name)
    folder.chmod(0o755)
    app = folder / "srv/csc/app"
    app.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", app], input=packed, check=True)
    systemctl = folder / "usr/local/bin/systemctl"
    systemctl.write_text(SYSTEMCTL, encoding="utf-8")
    systemctl.chmod(0o755)
    # Nothing may start a service by itself within a folder but PostgreSQL, which Debian's own program starts.
    (folder / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
    (folder / "usr/sbin/policy-rc.d").chmod(0o755)
    blocks = BLOCK.findall((ROOT / "docs" / "operations.md").read_text(encoding="utf-8"))
    blocks.insert(1, "pg_ctlcluster 15 main start\nsleep 3\n")
    script = (
        "set -euxo pipefail\nexport DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8\nmount -t proc proc /proc\n"
        + "\n".join(blocks)
        + AT_THE_END
    )
    (folder / "root/walk.sh").write_text(script, encoding="utf-8")
    alone = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]  # what it starts and mounts ends with it
    walked = subprocess.run([*alone, "chroot", folder, "bash", "/root/walk.sh"], check=False)
    print("Walked to the end." if walked.returncode == 0 else "A command failed.")
    return walked.returncode


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
