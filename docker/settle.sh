#!/bin/sh
# Makes files equal that differ by who built them, and when: one mode, one time. In /out lies what an image takes over.
#
#   settle.sh             /out as it stands
#   settle.sh packages    the packages of this folder go there first, without what no program loads
set -eu

if [ "${1:-}" = packages ]; then
  find node_modules -type f \
    \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.flow' -o -name '*.tsbuildinfo' \) -delete
  find node_modules -type d -empty -delete
  mkdir -p "/out$PWD"
  mv node_modules "/out$PWD/"
fi

chmod -R u=rwX,go=rX /out
# Any moment in the past serves, as long as it is the same one.
find /out -exec touch --no-dereference --date=@1000000000 {} +
