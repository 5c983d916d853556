#!/bin/sh
# Installs the Debian packages the tests use, if they are missing and this user may install them.
set -e
missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need chromium chromium
need antiword antiword
need tesseract tesseract-ocr
need pdftoppm poppler-utils
need soffice libreoffice-writer
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
tesseract --list-langs 2>/dev/null | grep -q '^vie$' || missing="$missing tesseract-ocr-vie"
fc-list 2>/dev/null | grep -qi liberation || missing="$missing fonts-liberation fonts-noto-core"
[ -z "$missing" ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Not installed, tests that need them will be skipped:$missing"; exit 0
fi
if [ "$(id -u)" = 0 ]; then sudo=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo="sudo"
else echo "Please install (as root): apt-get install$missing"; exit 0
fi
echo "Installing:$missing"
$sudo apt-get update -q >/dev/null
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null
