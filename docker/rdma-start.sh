#!/bin/sh
# Makes the host's kernel ready for RDMA, gives up what that took, and becomes the helper. What goes wrong here is told in
# one line each and is no reason to end: a device may come later, and everything else works without.
#
#   LARDER_SOFT_ROCE    network cards that get a soft-RoCE device, by commas: RDMA over any card, at the processor's cost
set -u

say() { echo "rdma: $*" >&2; }

load() { # module: built in, loaded already, or loaded now
  [ -d "/sys/module/$1" ] || modprobe -q "$1" || say "the host's kernel has no module $1"
}

for module in ib_uverbs rdma_cm rdma_ucm; do load "$module"; done
# The modules of cards whose Ethernet side is there already.
for pair in mlx5_core:mlx5_ib mlx4_core:mlx4_ib bnxt_en:bnxt_re ice:irdma i40e:irdma qede:qedr cxgb4:iw_cxgb4 hns3:hns_roce_hw_v2; do
  [ ! -d "/sys/module/${pair%%:*}" ] || load "${pair##*:}"
done

for card in $(echo "${LARDER_SOFT_ROCE:-}" | tr ',' ' '); do
  load rdma_rxe
  if [ ! -d "/sys/class/net/$card" ]; then
    say "there is no network card $card"
  elif ! grep -qsx "$card" /sys/class/infiniband/*/ports/1/gid_attrs/ndevs/0; then
    rdma link add "rxe_$card" type rxe netdev "$card" || say "$card gets no soft-RoCE device"
  fi
done

# From here on: of all devices those of RDMA, of all rights that to lock memory, and nothing that gives back more.
exec unshare --mount --propagation private -- sh -euc '
  mkdir -p /tmp/infiniband
  mkdir -p /dev/infiniband
  mount --rbind /dev/infiniband /tmp/infiniband
  mount -t tmpfs -o mode=755,size=64k,nosuid,noexec none /dev
  mkdir /dev/infiniband
  mount --move /tmp/infiniband /dev/infiniband
  for device in "null 1 3" "zero 1 5" "random 1 8" "urandom 1 9"; do
    set -- $device
    mknod -m 666 "/dev/$1" c "$2" "$3"
  done
  exec setpriv --bounding-set=-all,+ipc_lock --inh-caps=-all,+ipc_lock --ambient-caps=-all,+ipc_lock --no-new-privs \
    -- "$0" "$1"
' rdma-helper "${LARDER_STATE:-/var/lib/larder}"
