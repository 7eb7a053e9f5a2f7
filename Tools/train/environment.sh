# shellcheck shell=bash
# Sets $python to a Python with what Tools/train/requirements.txt pins, in build/train/venv. Sourced by its neighbours.
environment=build/train/venv
python=$environment/bin/python
if ! cmp -s Tools/train/requirements.txt "$environment/installed.txt"; then
  python3 -m venv "$environment"
  "$python" -m pip install --quiet --disable-pip-version-check -r Tools/train/requirements.txt
  cp Tools/train/requirements.txt "$environment/installed.txt"
fi
