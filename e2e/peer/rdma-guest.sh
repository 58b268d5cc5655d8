#!/usr/bin/env bash
# A Linux of its own in an emulator, with soft-RoCE, the kernel's SMB client built with SMB Direct, and ksmbd built with it
# for comparison: what a machine without RDMA, and without the right to load modules, tests an SMB Direct server with.
#
#   rdma-guest.sh build STATE           once (five minutes, 4 GiB of disk), by root
#   rdma-guest.sh start STATE PROGRAM   boots in half a minute; PROGRAM is a folder, seen as /opt/larder inside
#   rdma-guest.sh run   STATE           runs the commands from its standard input as root inside, in one shell
#   rdma-guest.sh stop  STATE
#
# Inside are /opt/guest/rdma-up, /opt/guest/cifs-rdma and /opt/guest/ksmbd-up PORT. Client and server are on one address,
# 10.0.2.15: both make their RDMA ids in the guest's first network namespace.
# The client asks for port 5445 first, so that one refused connection is the ordinary course.
# With `sign` it places nothing by itself. Kernel 6.12's client may stop the guest's kernel when an RDMA connection is
# torn down in the middle of a mount: mount only what can be mounted.
# Everything is emulated, 10 to 30 times slower than the machine: only ratios of runs in one guest say something.
set -euo pipefail
command=${1:?see the head of this file}
state=$(mkdir -p "${2:?STATE}" && cd "$2" && pwd)
export DEBIAN_FRONTEND=noninteractive

programs=busybox,kmod,iproute2,cifs-utils,keyutils,socat,procps,psmisc,fio,rdma-core,rdmacm-utils,librdmacm1,ibverbs-utils,ibverbs-providers,libglib2.0-0,libnl-genl-3-200
boot_modules="virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci virtio_blk crc16 mbcache jbd2 crc32c_generic libcrc32c ext4"
kept_modules="arch crypto lib net fs/ext4 fs/jbd2 fs/mbcache.ko fs/fscache fs/netfs fs/smb fs/nls fs/configfs drivers/net/virtio_net.ko
  drivers/net/net_failover.ko drivers/net/veth.ko drivers/block drivers/virtio drivers/infiniband drivers/char/hw_random"

build() {
  [[ -s $state/root.ext4 && -s $state/initrd.gz ]] && return
  apt-get -qq -o DPkg::Lock::Timeout=300 update
  # pahole (of dwarves) is asked for by the kernel's build of modules.
  apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends qemu-system-x86 mmdebstrap build-essential bc flex \
    bison libelf-dev dwarves cpio busybox-static kmod e2fsprogs xz-utils socat >/dev/null
  packages
  modules
  image
  rm -rf "$state"/{debs,headers,source,modules,kernel,root,ram,apt}
}

# The mirror that this machine uses, so that its rules about the network hold for us too.
mirror() {
  awk '$1=="URIs:"{print $2; exit} $1=="deb"{print $2; exit}' /etc/apt/sources.list.d/debian.sources 2>/dev/null \
    || sed -nE 's/^deb (\[[^]]*\] )?([^ ]+).*/\2/p;T;q' /etc/apt/sources.list
}

# The kernel of Debian 12's backports: the compiler of Debian 12 builds modules for it.
packages() {
  local options kernel base package
  mkdir -p "$state"/apt/{lists/partial,archives/partial} "$state"/{debs,kernel,headers}
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  echo "deb [signed-by=$keyring] $(mirror) bookworm-backports main" > "$state/apt/sources.list"
  options=(-o "Dir::Etc::sourcelist=$state/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$state/apt/lists" -o "Dir::Cache=$state/apt" -o APT::Sandbox::User=root)
  apt-get -qq "${options[@]}" update
  kernel=$(apt-cache "${options[@]}" show linux-image-amd64 | sed -n 's/^Depends: linux-image-\([^ ]*\) .*/\1/p' | head -n 1)
  base=${kernel%-amd64}
  (cd "$state/debs" && apt-get -qq "${options[@]}" download "linux-image-$kernel" "linux-headers-$kernel" \
    "linux-headers-$base-common" "linux-kbuild-$base" linux-source-6.12 ksmbd-tools)
  dpkg-deb -x "$state"/debs/linux-image-"$kernel"_*.deb "$state/kernel"
  for package in "linux-headers-$kernel" "linux-headers-$base-common" "linux-kbuild-$base" linux-source-6.12; do
    dpkg-deb -x "$state"/debs/"$package"_*.deb "$state/headers"
  done
  # The headers name their common part by its absolute path.
  cp -a "$state"/headers/usr/src/linux-headers-"$base"* /usr/src/
  cp -a "$state"/headers/usr/lib/linux-kbuild-"$base" /usr/lib/
  echo "$kernel" > "$state/kernel-version"
}

# Debian's modules leave SMB Direct out of both the client and the server.
modules() {
  local kernel tree=$state/source/linux-source-6.12 work=$state/modules side
  kernel=$(cat "$state/kernel-version")
  mkdir -p "$state/source" "$work"
  tar xJf "$state"/headers/usr/src/linux-source-6.12.tar.xz -C "$state/source" linux-source-6.12/{fs/smb,fs/nls} \
    linux-source-6.12/fs/{internal,mount}.h linux-source-6.12/scripts/asn1_compiler.c \
    linux-source-6.12/include/linux/{asn1_ber_bytecode,asn1}.h
  gcc -O2 -I "$tree/include" -o "$work/asn1_compiler" "$tree/scripts/asn1_compiler.c"
  cp -r "$tree"/fs/{smb,nls,internal.h,mount.h} "$work/"
  for side in client server; do
    (cd "$work/smb/$side" && for grammar in *.asn1; do "$work/asn1_compiler" "$grammar" "$grammar.c" "$grammar.h"; done)
  done
  local make=(make -s -C "/usr/src/linux-headers-$kernel")
  "${make[@]}" M="$work/smb/client" CONFIG_CIFS=m CONFIG_CIFS_SMB_DIRECT=y KCFLAGS=-DCONFIG_CIFS_SMB_DIRECT=1 modules \
    >"$state/client.log" 2>&1
  "${make[@]}" M="$work/smb/server" CONFIG_SMB_SERVER=m CONFIG_SMB_SERVER_SMBDIRECT=y KCFLAGS=-DCONFIG_SMB_SERVER_SMBDIRECT=1 \
    modules >"$state/server.log" 2>&1
}

image() {
  local kernel root=$state/root from part suffix ram=$state/ram order="" module file
  kernel=$(cat "$state/kernel-version")
  rm -rf "$root" "$ram"
  mmdebstrap --quiet --variant=minbase --mode=root --include="$programs" --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    bookworm "$root" "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) bookworm main"
  from=$state/kernel/usr/lib/modules/$kernel
  [[ -d $from ]] || from=$state/kernel/lib/modules/$kernel
  local to=$root/lib/modules/$kernel
  mkdir -p "$to/kernel"
  cp "$from"/modules.{order,builtin,builtin.modinfo} "$to/"
  for part in $kept_modules; do
    for suffix in "" .xz; do
      [[ -e $from/kernel/$part$suffix ]] || continue
      mkdir -p "$to/kernel/$(dirname "$part")"
      cp -a "$from/kernel/$part$suffix" "$to/kernel/$part$suffix"
    done
  done
  depmod -b "$root" "$kernel"
  # Debian 12's own are too old for this kernel.
  dpkg-deb --fsys-tarfile "$state"/debs/ksmbd-tools_*.deb | tar x --keep-directory-symlink -C "$root"
  mkdir -p "$root"/opt/{guest,larder} "$root"/srv/{data,ksmbd}
  strip -g "$state"/modules/smb/client/cifs.ko "$state"/modules/smb/server/ksmbd.ko
  cp "$state"/modules/smb/client/cifs.ko "$state"/modules/smb/server/ksmbd.ko "$root/opt/guest/"
  guest_programs "$root"
  rm -rf "$root"/var/cache/apt "$root"/var/lib/apt/lists
  truncate -s 3G "$state/root.new"
  mke2fs -q -t ext4 -O ^has_journal -m 0 -d "$root" "$state/root.new"

  mkdir -p "$ram"/{bin,proc,sys,dev,new,m}
  cp "$(command -v busybox)" "$ram/bin/busybox"
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
  cp "$state"/kernel/boot/vmlinuz-"$kernel" "$state/vmlinuz"
  mv "$state/root.new" "$state/root.ext4"
}

guest_programs() {
  local root=$1
  echo 'nasuser:x:1500:1500::/tmp:/bin/bash' >> "$root/etc/passwd"
  echo 'nasuser:x:1500:' >> "$root/etc/group"
  cat > "$root/start-guest" <<'SH'
#!/bin/bash
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LC_ALL=C.UTF-8
mount -t tmpfs tmpfs /tmp; mount -t tmpfs tmpfs /run; mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts; mount -t tmpfs shm /dev/shm; mount -o remount,rw /
mount -o ro /dev/vdb /opt/larder
hostname guest; ip link set lo up; modprobe virtio_net
ip link set eth0 up; ip addr add 10.0.2.15/24 dev eth0
echo GUEST-UP
setsid socat -t 36000 TCP-LISTEN:2222,bind=10.0.2.15,fork,reuseaddr EXEC:/bin/bash,stderr >/dev/null 2>&1 &
while :; do wait; sleep 1000; done
SH
  cat > "$root/opt/guest/rdma-up" <<'SH'
#!/bin/bash
modprobe -a rdma_rxe ib_uverbs rdma_ucm rdma_cm && rdma link add rxe0 type rxe netdev "${1:-eth0}"
SH
  cat > "$root/opt/guest/cifs-rdma" <<'SH'
#!/bin/bash
modprobe -a netfs dns_resolver cifs_arc4 cifs_md4 nls_ucs2_utils nls_utf8 md4 sha512 hmac cmac aead ccm gcm rdma_cm 2>/dev/null
insmod /opt/guest/cifs.ko
SH
  cat > "$root/opt/guest/ksmbd-up" <<'SH'
#!/bin/bash
mkdir -p /etc/ksmbd /run/lock; chmod 777 /srv/ksmbd
cat > /etc/ksmbd/ksmbd.conf <<CONF
[global]
	netbios name = KSMBD
	tcp port = ${1:-445}
	map to guest = never
	server min protocol = SMB3_11
	smb2 leases = yes
	server multi channel support = yes
[share]
	path = /srv/ksmbd
	read only = no
CONF
modprobe -a nls_ucs2_utils rdma_cm ib_core cifs_arc4 libarc4 libdes aead ccm gcm cmac hmac md5 ecb sha512 nls_utf8 crc32 2>/dev/null
insmod /opt/guest/ksmbd.ko
ksmbd.adduser -a nasuser -p pass1234; ksmbd.mountd; sleep 1
SH
  chmod +x "$root"/start-guest "$root"/opt/guest/{rdma-up,cifs-rdma,ksmbd-up}
}

start() {
  local program=$1 port log=$state/console.log
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  rm -f "$log" "$state/program.ext4"
  truncate -s 1G "$state/program.ext4"
  mke2fs -q -t ext4 -O ^has_journal -m 0 -d "$program" "$state/program.ext4"
  # The image is never written to: each start is as fresh as the first.
  setsid qemu-system-x86_64 -accel tcg,thread=multi -cpu "${GUEST_CPU:-max}" -smp 1 -m 2560 -nographic -no-reboot -monitor none \
    -serial "file:$log" -kernel "$state/vmlinuz" -initrd "$state/initrd.gz" \
    -append "console=ttyS0 panic=-1 edd=off mitigations=off nokaslr no_timer_check tsc=reliable loglevel=5" \
    -drive "file=$state/root.ext4,format=raw,if=virtio,snapshot=on,cache=unsafe" \
    -drive "file=$state/program.ext4,format=raw,if=virtio,snapshot=on,cache=unsafe" \
    -netdev "user,id=n0,ipv6=off,hostfwd=tcp:127.0.0.1:$port-10.0.2.15:2222" -device virtio-net-pci,netdev=n0,romfile= \
    -device virtio-rng-pci -pidfile "$state/guest.pid" </dev/null >"$state/emulator.log" 2>&1 &
  for _ in $(seq 1800); do
    grep -qa GUEST-UP "$log" 2>/dev/null && break
    sleep 0.1
  done
  grep -qa GUEST-UP "$log" || { echo "The guest did not come up within three minutes; see $log" >&2; exit 1; }
  echo "$port" > "$state/port"
}

case $command in
  build) build ;;
  start) build; start "${3:?PROGRAM}" ;;
  run) { cat; printf '\nexit\n'; } | socat -t 600 - "TCP:127.0.0.1:$(cat "$state/port")" ;;
  stop) [[ ! -s $state/guest.pid ]] || kill "$(cat "$state/guest.pid")"; rm -f "$state/port" ;;
  *) echo "rdma-guest.sh: no command '$command'; see the head of this file" >&2; exit 2 ;;
esac
