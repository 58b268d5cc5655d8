#!/bin/sh
# Gives the state folder the shape in which server and engine share it: it belongs to root, whoever is in the server's
# group makes files in it, and nobody takes away or renames what is another's. What is the server's own goes to the
# server: an earlier release ran it as root. The engine's files stay root's, and data is not looked at.
#
#   hand-over.sh UID
set -eu

uid=$1
cd "${LARDER_STATE:-/var/lib/larder}"
for name in admin.sock saved-databases secret.key setup-code tls; do
  if [ ! -e "$name" ] || [ "$(stat --format=%u "$name")" = "$uid" ]; then continue; fi
  # From within, so that what is cut short in the middle is found again.
  find "$name" -depth -exec chown --no-dereference "$uid:$uid" {} +
done
chown "0:$uid" .
chmod 1770 .
