#!/bin/sh
# Makes the host's kernel ready for RDMA, gives up what that took, and becomes the helper. What goes wrong here is told in
# one line each and is no reason to end: a device may come later, and everything else works without.
#
#   LARDER_SOFT_ROCE    network cards that get a soft-RoCE device, by commas: RDMA over any card, at the processor's cost
#
# Cards are asked for in the settings, too, at any time: the engine writes them down in the state folder, a line each.
set -u

state=${LARDER_STATE:-/var/lib/larder}
# Tests have a kernel of their own.
sys=${LARDER_SYSFS:-/sys}
say() { echo "rdma: $*" >&2; }

load() { # module: built in, loaded already, or loaded now
  [ -d "$sys/module/$1" ] || modprobe -q "$1" || say "the host's kernel has no module $1"
}

for module in ib_uverbs rdma_cm rdma_ucm; do load "$module"; done
# The modules of cards whose Ethernet side is there already.
for pair in mlx5_core:mlx5_ib mlx4_core:mlx4_ib bnxt_en:bnxt_re ice:irdma i40e:irdma qede:qedr cxgb4:iw_cxgb4 hns3:hns_roce_hw_v2; do
  [ ! -d "$sys/module/${pair%%:*}" ] || load "${pair##*:}"
done

# Names of cards, and nothing else that a line could hold.
wanted() {
  { echo "${LARDER_SOFT_ROCE:-}" | tr ',' '\n'; cat "$state/soft-roce" 2>/dev/null; } \
    | grep -E '^[A-Za-z0-9][A-Za-z0-9_.:-]*$' | head -n 64
}

has_device() { grep -qsx "$1" "$sys"/class/infiniband/*/ports/1/gid_attrs/ndevs/0; }

told=" "
make_soft_roce() {
  for card in $(wanted); do
    if has_device "$card"; then continue; fi
    load rdma_rxe
    if [ ! -d "$sys/class/net/$card" ]; then
      problem="there is no network card $card"
    elif rdma link add "rxe_$card" type rxe netdev "$card" 2>/dev/null; then
      say "$card has a soft-RoCE device"
      continue
    else
      problem="$card gets no soft-RoCE device"
    fi
    # Once each: the next attempt is two seconds away.
    case $told in *" $card "*) ;; *) say "$problem"; told="$told$card " ;; esac
  done
}

# Those that nobody asks for any more, of those that were made here. Later the helper has them open, and the kernel
# takes none away that is in use.
for device in "$sys"/class/infiniband/rxe_*; do
  [ -d "$device" ] || continue
  wanted | grep -qx "$(cat "$device/ports/1/gid_attrs/ndevs/0" 2>/dev/null)" \
    || rdma link delete "${device##*/}" || say "${device##*/} stays: it is in use"
done
make_soft_roce
(while sleep 2; do make_soft_roce; done) &

# From here on: of all devices those of RDMA, of all rights that to lock memory, and nothing that gives back more.
exec unshare --mount --propagation private -- sh -euc '
  mkdir -p /tmp/infiniband
  mkdir -p /dev/infiniband
  mount --rbind /dev/infiniband /tmp/infiniband
  mount -t tmpfs -o mode=755,size=64k,nosuid,noexec none /dev
  mkdir /dev/infiniband
  mount --move /tmp/infiniband /dev/infiniband
  for device in "null 1 3" "zero 1 5" "random 1 8" "urandom 1 9"; do
    (set -- $device; mknod -m 666 "/dev/$1" c "$2" "$3")
  done
  exec setpriv --bounding-set=-all,+ipc_lock --inh-caps=-all,+ipc_lock --ambient-caps=-all,+ipc_lock --no-new-privs \
    -- "$0" "$1"
' rdma-helper "$state"
