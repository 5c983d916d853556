#!/bin/sh
# A bare Debian or Ubuntu has python3 without venv: fetch it, when allowed to.
set -e
if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo"; fi
echo "Installing python3-venv"
$sudo apt-get update -q >/dev/null
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q python3-venv >/dev/null
rm -rf build/uv
python3 -m venv build/uv
