#!/usr/bin/env bash
# Opens exported workbooks in LibreOffice as it is set in Việt Nam. LibreOffice comes as Debian's packages, some 90 MB that
# are fetched once and unpacked (270 MB) into a folder of their own: nothing is installed, and no root is needed.
#
#   scripts/office.sh                 fetches what is missing, runs test/office
#   NHIP_OFFICE_CACHE=DIR …           where it is kept between runs
#   NHIP_OFFICE_OUT=DIR …             leaves the workbook and its PDF there, to be looked at

set -euo pipefail
cd "$(dirname "$0")/.."

cache=${NHIP_OFFICE_CACHE:-${TMPDIR:-/tmp}/nhip-office-$(id -u)}
root=$cache/root
program=$root/usr/lib/libreoffice/program

die() {
  printf 'office: %s\n' "$*" >&2
  exit 1
}

install -d -m 700 "$cache"
[ -O "$cache" ] || die "$cache belongs to somebody else: name another folder by NHIP_OFFICE_CACHE"
if [ ! -e "$cache/whole" ]; then
  command -v apt-get >/dev/null || die 'needs a Debian, for the packages of LibreOffice'
  printf 'office: fetching LibreOffice\n' >&2
  rm -rf --one-file-system "$root" "$cache/packages"
  mkdir -p "$root" "$cache/packages"
  # What this machine lacks for it, and the fonts that stand for Times New Roman.
  names=$(apt-get install --simulate --no-install-recommends libreoffice-calc-nogui fonts-liberation 2>/dev/null |
    awk '$1 == "Inst" { print $2 }') || die 'apt-get knows no LibreOffice: run apt-get update'
  [ -n "$names" ] || die 'LibreOffice is installed already, by another way than this: remove it, or run test/office with it'
  # shellcheck disable=SC2086 -- one name, one word
  (cd "$cache/packages" && apt-get download $names >/dev/null 2>"$cache/fetch.log") || {
    tail -n 3 "$cache/fetch.log" >&2
    die 'its packages could not be fetched: run apt-get update'
  }
  for package in "$cache"/packages/*.deb; do dpkg-deb --extract "$package" "$root"; done
  rm -rf "$cache/packages"
  # What its packages would do where they are installed: its settings stand in /etc, and it looks for itself in /usr.
  cp -R "$root/usr/lib/libreoffice/share/.registry/." "$root/etc/libreoffice/registry/"
  find "$root" -type l -lname '/*' | while IFS= read -r link; do
    target=$root$(readlink "$link")
    if [ -e "$target" ]; then ln -sfn "$target" "$link"; fi
  done
  sed -i "s#file:///usr/lib/libreoffice#file://$program/..#; s#file:///etc/libreoffice#file://$root/etc/libreoffice#g" \
    "$program/fundamentalrc" "$root/etc/libreoffice/sofficerc"
  cat >"$cache/fonts.conf" <<XML
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <include ignore_missing="yes">$root/usr/share/fontconfig/conf.avail</include>
  <dir>$root/usr/share/fonts</dir>
  <cachedir>$cache/fonts</cachedir>
</fontconfig>
XML
  touch "$cache/whole"
fi

# Which is installed nowhere: that of the machine's architecture.
libraries=$root/usr/lib/$(uname -m)-linux-gnu
export NHIP_OFFICE=$program/soffice.bin
export NHIP_OFFICE_LIBRARIES=$program:$libraries:$libraries/blas:$libraries/lapack
export NHIP_OFFICE_FONTS=$cache/fonts.conf
node bin/setup.mjs node_modules/vitest/vitest.mjs run --config vitest.office.config.ts "$@"
