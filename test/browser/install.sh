#!/bin/sh
# What tests need on Debian, as root: a browser, fonts in which every name can be read, and a signer of XML that shares no code with ours.
set -eu
packages='chromium fonts-noto-cjk fonts-dejavu-core xmlsec1'
missing=''
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
