#!/bin/sh
# Install the named Debian packages that are missing: as root at once, else print the line to type.
set -eu
missing=""
for package in "$@"; do
    case "$package" in
        python3-venv) python3 -c 'import ensurepip' 2>/dev/null && continue ;;
        chromium) command -v chromium >/dev/null 2>&1 && continue ;;
        *) dpkg -s "$package" >/dev/null 2>&1 && continue ;;
    esac
    missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian packages:$missing"
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "These Debian packages are missing:$missing" >&2
    echo "Type:  sudo apt-get install$missing" >&2
    exit 1
fi
