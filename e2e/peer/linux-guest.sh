#!/usr/bin/env bash
# A Linux of its own in an emulator, whose kernel mounts our shares: the client that most Linux machines have, which needs
# kernel modules that the machine of the tests may not have and may not load.
#
#   linux-guest.sh build STATE            once (a minute or two, 2 GiB): Debian 13's kernel and a small root image, by root
#   linux-guest.sh start STATE            boots in about 15 s; the host's loopback is 10.0.2.2 inside
#   linux-guest.sh run   STATE            runs the commands from its standard input as root inside, in one shell
#   linux-guest.sh stop  STATE
set -euo pipefail
command=${1:?see the head of this file}
state=$(mkdir -p "${2:?STATE}" && cd "$2" && pwd)
export DEBIAN_FRONTEND=noninteractive

programs=busybox-static,kmod,iproute2,cifs-utils,keyutils,attr,acl,socat,coreutils,python3-minimal,strace
boot_modules="virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci virtio_blk crc16 mbcache jbd2 crc32c_generic libcrc32c ext4"

build() {
  [[ -s $state/root.ext4 && -s $state/initrd.gz ]] && return
  local missing=()
  for pair in qemu-system-x86_64:qemu-system-x86 mmdebstrap:mmdebstrap socat:socat cpio:cpio mke2fs:e2fsprogs xz:xz-utils; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
  done
  if [[ ${#missing[@]} -gt 0 ]]; then
    apt-get -qq -o DPkg::Lock::Timeout=300 update
    apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}" >/dev/null
  fi
  image
}

# The mirror that this machine uses, so that its rules about the network hold for us too.
mirror() {
  awk '$1=="URIs:"{print $2; exit} $1=="deb"{print $2; exit}' /etc/apt/sources.list.d/debian.sources 2>/dev/null \
    || sed -nE 's/^deb (\[[^]]*\] )?([^ ]+).*/\2/p;T;q' /etc/apt/sources.list
}

image() {
  local root=$state/root.$$ ram=$state/ram.$$ kernel from module file order=""
  trap "rm -rf '$root' '$ram'" EXIT
  # The kernel's package is unpacked and not installed: nothing here boots from its own disk.
  # shellcheck disable=SC2016
  mmdebstrap --quiet --variant=minbase --mode=root --include="$programs" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook='mkdir "$1/kernel" && cd "$1/kernel" &&
      name=$(APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-cache depends linux-image-amd64 | sed -n "s/.*Depends: \(linux-image-[0-9].*\)/\1/p" | head -n 1) &&
      APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get -qq -o APT::Sandbox::User=root download "$name" && dpkg-deb -x linux-image-*.deb . && rm linux-image-*.deb' \
    trixie "$root" "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) trixie main"
  from=$(echo "$root"/kernel/usr/lib/modules/*)
  [[ -d $from ]] || from=$(echo "$root"/kernel/lib/modules/*)
  kernel=${from##*/}
  mkdir -p "$root/usr/lib/modules"
  mv "$from" "$root/usr/lib/modules/$kernel"
  from=$root/usr/lib/modules/$kernel
  # Sound, graphics and the like only make the image large.
  find "$from/kernel" -mindepth 1 -maxdepth 1 ! -name crypto ! -name lib ! -name net ! -name fs ! -name drivers ! -name arch -exec rm -rf {} +
  find "$from/kernel/drivers" -mindepth 1 -maxdepth 1 ! -name net ! -name block ! -name virtio ! -name char ! -name crypto -exec rm -rf {} +
  depmod -b "$root" "$kernel"
  cp "$root"/kernel/boot/vmlinuz-* "$state/vmlinuz"
  rm -rf "$root/kernel" "$root"/var/cache/apt "$root"/var/lib/apt/lists
  cat > "$root/start-guest" <<'SH'
#!/bin/bash
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LC_ALL=C.UTF-8
mount -t tmpfs tmpfs /tmp; mount -t tmpfs tmpfs /run; mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts; mount -t tmpfs shm /dev/shm; mount -o remount,rw /
hostname guest; ip link set lo up; modprobe virtio_net
ip link set eth0 up; ip addr add 10.0.2.15/24 dev eth0
# What the first mount would load while the server waits for it to log on.
modprobe -a cifs cmac hmac md5 sha256 sha512 aes gcm ccm aead ecb nls_utf8 2>/dev/null
echo GUEST-UP
setsid socat -t 36000 TCP-LISTEN:2222,bind=10.0.2.15,fork,reuseaddr EXEC:/bin/bash,stderr >/dev/null 2>&1 &
while :; do wait; sleep 1000; done
SH
  chmod +x "$root/start-guest"
  mkdir -p "$ram"/{bin,proc,sys,dev,new,m}
  cp "$root/usr/bin/busybox" "$ram/bin/busybox"
  for module in $boot_modules; do
    file=$(find "$from" -name "$module.ko*" | head -n 1)
    [[ -n $file ]] || continue
    if [[ $file == *.xz ]]; then xz -dc "$file" > "$ram/m/$module.ko"; else cp "$file" "$ram/m/$module.ko"; fi
    order+=" $module"
  done
  cat > "$ram/init" <<SH
#!/bin/busybox sh
B=/bin/busybox
\$B mount -t proc proc /proc; \$B mount -t sysfs sys /sys; \$B mount -t devtmpfs dev /dev
for module in$order; do \$B insmod /m/\$module.ko 2>/dev/null; done
tries=0; while [ ! -b /dev/vda ] && [ \$tries -lt 50 ]; do \$B sleep 0.1; tries=\$((tries+1)); done
\$B mount -t ext4 /dev/vda /new || exec \$B sh
\$B mount --move /dev /new/dev; \$B mount --move /proc /new/proc; \$B mount --move /sys /new/sys
exec \$B switch_root /new /start-guest
SH
  chmod +x "$ram/init"
  (cd "$ram" && find . | cpio -o -H newc 2>/dev/null | gzip -1) > "$state/initrd.gz"
  truncate -s 2G "$state/root.new"
  mke2fs -q -t ext4 -O ^has_journal -m 0 -d "$root" "$state/root.new"
  mv "$state/root.new" "$state/root.ext4"
}

start() {
  local port log=$state/console.log
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  rm -f "$log"
  # The image is never written to: each start is as fresh as the first.
  setsid qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 1 -m 1024 -nographic -no-reboot -monitor none \
    -serial "file:$log" -kernel "$state/vmlinuz" -initrd "$state/initrd.gz" \
    -append "console=ttyS0 panic=-1 edd=off mitigations=off nokaslr no_timer_check tsc=reliable loglevel=5" \
    -drive "file=$state/root.ext4,format=raw,if=virtio,snapshot=on,cache=unsafe" \
    -netdev "user,id=n0,ipv6=off,hostfwd=tcp:127.0.0.1:$port-10.0.2.15:2222" -device virtio-net-pci,netdev=n0,romfile= \
    -device virtio-rng-pci -pidfile "$state/guest.pid" </dev/null >"$state/emulator.log" 2>&1 &
  for _ in $(seq 1200); do
    grep -qa GUEST-UP "$log" 2>/dev/null && break
    sleep 0.1
  done
  grep -qa GUEST-UP "$log" || { echo "The guest did not come up within two minutes; see $log" >&2; exit 1; }
  echo "$port" > "$state/port"
}

case $command in
  build) build ;;
  start) build; start ;;
  run) { cat; printf '\nexit\n'; } | socat -t 600 - "TCP:127.0.0.1:$(cat "$state/port")" ;;
  stop) [[ ! -s $state/guest.pid ]] || kill "$(cat "$state/guest.pid")"; rm -f "$state/port" ;;
  *) echo "linux-guest.sh: no command '$command'; see the head of this file" >&2; exit 2 ;;
esac
