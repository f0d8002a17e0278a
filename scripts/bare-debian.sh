#!/usr/bin/env bash
# Proves the README's first command on a Debian that has Node 20, npm and nothing else: no browser, no font, no library
# beyond debootstrap's minbase, no root. Runs as root on Debian (it makes a chroot), which it says where it can't.
#
#   scripts/bare-debian.sh            npm start reaches its first audit, Vietnamese letters are drawn, all of it ends
#   NHIP_BARE_CACHE=DIR …             where the unpacked base system is kept between runs
#   NHIP_BARE_DEADLINE_S=600 …        from `npm start` to the first audit, the installation included

set -euo pipefail
cd "$(dirname "$0")/.."

# chroot, mount and debootstrap are where only root looks by default.
PATH=$PATH:/usr/sbin:/sbin

release=bookworm
cache=${NHIP_BARE_CACHE:-${TMPDIR:-/tmp}/nhip-bare-$(id -u)}
deadline_s=${NHIP_BARE_DEADLINE_S:-600}
user=1000
home=/home/nhip
root=
platform=

say() { printf '%(%H:%M:%S)T  %s\n' -1 "$*"; }

die() {
  printf 'bare Debian: %s\n' "$*" >&2
  exit 1
}

# Nothing that was started in the chroot may outlive it, and nothing may stay mounted.
clean_up() {
  [ -n "$root" ] || return 0
  for pid in $(inside); do kill -KILL "$pid" 2>/dev/null || true; done
  for folder in dev/shm sys proc; do
    if mountpoint -q "$root/$folder"; then umount "$root/$folder" || umount -l "$root/$folder"; fi
  done
  rm -rf --one-file-system "$root"
}

# The ids of the processes that live in the chroot.
inside() {
  local folder
  for folder in /proc/[0-9]*; do
    if [ "$(readlink "$folder/root" 2>/dev/null)" = "$root" ]; then echo "${folder#/proc/}"; fi
  done
}

# A command in the chroot, as a person without rights, with an environment of its own but for the way to the network.
in_chroot() {
  env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=$home TERM=dumb ${CI:+CI=$CI} "${way_out[@]}" \
    "$(command -v chroot)" --userspec=$user:$user "$root" /bin/sh -c "cd $home/nhip && exec \"\$@\"" sh "$@"
}

[ "$(id -u)" = 0 ] || die 'needs root, to make a chroot'
command -v apt-get >/dev/null || die 'needs a Debian, for debootstrap'
node=$(type -aP node | grep -v node_modules | head -n 1) || die 'no Node on the PATH'
npm=$(readlink -f "$(type -aP npm | grep -v node_modules | head -n 1)") || die 'no npm on the PATH'
npm_folder=$(dirname "$(dirname "$npm")")

# --- the base system -------------------------------------------------------------------------------------------------

if ! command -v debootstrap >/dev/null; then
  say 'installing debootstrap'
  apt-get install -y --no-install-recommends debootstrap >/dev/null 2>&1 ||
    { apt-get update >/dev/null && apt-get install -y --no-install-recommends debootstrap >/dev/null; } ||
    die 'debootstrap could not be installed'
fi
install -d -m 700 "$cache"
[ -O "$cache" ] || die "$cache belongs to somebody else: name another folder by NHIP_BARE_CACHE"
base=$cache/$release-minbase.tar
if [ -z "$(find "$base" -mtime -30 2>/dev/null)" ]; then
  say "fetching Debian $release, minbase"
  mirror=$(apt-get indextargets --format '$(SITE) $(CODENAME)' 'Created-By: Packages' | awk -v r=$release '$2 == r { print $1; exit }')
  fetched=$(mktemp -d "$cache/fetch.XXXXXX")
  debootstrap --variant=minbase $release "$fetched" ${mirror:+"$mirror"} >"$cache/debootstrap.log" 2>&1 ||
    { tail -n 5 "$cache/debootstrap.log" >&2; rm -rf "$fetched"; die 'debootstrap failed'; }
  tar -C "$fetched" --exclude=./var/cache/apt/archives --exclude=./proc/* -cf "$base.part" .
  mv "$base.part" "$base"
  rm -rf --one-file-system "$fetched"
fi

root=$(mktemp -d /tmp/nhip-bare.XXXXXX)
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
say 'unpacking it'
tar -C "$root" -xf "$base"
chmod 755 "$root"
mkdir -p "$root/proc" "$root/sys" "$root/dev/shm"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"

# --- Node and npm, and the checkout ----------------------------------------------------------------------------------

install -D -m 755 "$(readlink -f "$node")" "$root/usr/bin/node"
mkdir -p "$root/usr/lib/node_modules"
cp -R "$npm_folder" "$root/usr/lib/node_modules/npm"
for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$root/usr/bin/$name"; done
install -d -o $user -g $user "$root$home" "$root$home/nhip"
echo "nhip:x:$user:$user::$home:/bin/sh" >>"$root/etc/passwd"

# The way to the registry is this machine's: its name service, npm's settings, its certificates and its proxies.
for file in /etc/resolv.conf /etc/hosts; do [ ! -e $file ] || cp -L $file "$root$file"; done
settings=$("$npm" config get globalconfig 2>/dev/null)
[ ! -f "$settings" ] || install -D -m 644 "$settings" "$root/usr/etc/npmrc"
settings=$("$npm" config get userconfig 2>/dev/null)
[ ! -f "$settings" ] || install -D -m 600 -o $user -g $user "$settings" "$root$home/.npmrc"
way_out=()
for name in $(compgen -e | grep -iE '^(https?_proxy|no_proxy|all_proxy|npm_config_(registry|cafile|proxy|https_proxy|noproxy)|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$'); do
  way_out+=("$name=${!name}")
done
certificates=("$("$npm" config get cafile 2>/dev/null)" "${NODE_EXTRA_CA_CERTS:-}" "${SSL_CERT_FILE:-}")
for file in "${certificates[@]}"; do
  if [ -f "$file" ]; then install -D -m 644 "$(readlink -f "$file")" "$root$file"; fi
done

git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
  if [ -e "$file" ]; then printf '%s\0' "$file"; fi
done | tar --null --files-from=- -cf - | tar -C "$root$home/nhip" --no-same-owner -xf -
chown -R $user:$user "$root$home"
say "there: $(du -smx "$root" 2>/dev/null | cut -f 1) MB, Node $(in_chroot node --version), npm $(in_chroot npm --version 2>/dev/null)"
for library in libnss3.so libnspr4.so libexpat.so.1; do
  if [ -n "$(find "$root/usr/lib" "$root/lib" -name "$library*" -print -quit)" ]; then say "note: $library is there"; fi
done
[ -z "$(find "$root/usr/share/fonts" -type f 2>/dev/null | head -n 1)" ] || die 'the base system has fonts: the proof would prove nothing'

# --- npm start, to the first audit -----------------------------------------------------------------------------------

say 'npm start -- --json'
out=$root$home/out
err=$root$home/err
in_chroot npm start -- --json >"$out" 2>"$err" &
platform=$!
if ! "$node" scripts/await-first-audit.mjs "$out" "$root" "$home/nhip" "$deadline_s" "$platform"; then
  tail -n 30 "$err" >&2
  die 'npm start did not reach its first audit'
fi

# --- the end: SIGTERM to the platform, and nothing is left -----------------------------------------------------------

ready=$(grep -m 1 '^{"type":"ready"' "$out")
pid=$(sed -E 's/.*"pid":([0-9]+).*/\1/' <<<"$ready")
say "SIGTERM to the platform (process $pid)"
kill -TERM "$pid"
for _ in $(seq 350); do
  [ -n "$(inside)" ] || break
  sleep 0.1
done
left=$(inside)
if [ -n "$left" ]; then
  ps -o pid,ppid,etimes,args -p "${left//$'\n'/,}" >&2
  die 'processes were left behind 35 s after SIGTERM'
fi
wait "$platform" || true
platform=
say 'it ended and left no process'

# --- letters ---------------------------------------------------------------------------------------------------------

say 'the tests with a browser, among them: Ế ộ ữ ằ are drawn, not boxes'
in_chroot npm test -- test/observe/browser >"$out" 2>&1 || {
  grep -aE '(×|FAIL)' "$out" >&2 || tail -n 60 "$out" >&2
  die 'tests with a browser failed'
}
grep -E '(Tests|Test Files) ' "$out" || die 'the tests with a browser did not run'
say 'bare Debian: passed'
