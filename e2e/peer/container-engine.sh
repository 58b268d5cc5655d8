#!/usr/bin/env bash
# A Docker engine of its own for the container test, where none runs, with stand-ins for the base images
# that a registry would give. Debian packages only; needs root; installs no engine on the machine.
#
#   container-engine.sh up STATE     start it (fetched once); prints what to `eval`
#   container-engine.sh bases STATE  build the stand-ins of node:24-bookworm-slim and postgres:17, once
#   container-engine.sh down STATE   stop it and put the machine's network rules back
#
# It proves that the files build and that the services come up and work together. It does not prove
# pulling, nor the official images' own contents.
set -euo pipefail
command=${1:?see the head of this file}
state=$(mkdir -p "${2:?STATE}" && cd "$2" && pwd)
tools=$state/tools
export DEBIAN_FRONTEND=noninteractive
export PATH=$tools/usr/bin:$tools/usr/sbin:$PATH DOCKER_HOST=unix://$state/docker.sock DOCKER_CONFIG=$state/config
log=$state/log

mirror() {
  local found
  found=$(sed -nE 's/^URIs:[[:space:]]*(\S+).*/\1/p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)
  [[ -n $found ]] || found=$(sed -nE 's/^deb[[:space:]]+(\[[^]]*\][[:space:]]+)?(\S+).*/\2/p' /etc/apt/sources.list 2>/dev/null | head -n 1)
  echo "${found:-http://deb.debian.org/debian}"
}

# The engine is Debian 13's, unpacked beside the machine's own programs and not among them.
fetch() {
  [[ -x $tools/usr/sbin/dockerd ]] && return
  local lists=$state/apt options deb
  apt-get -qq -o DPkg::Lock::Timeout=300 update >>"$log" 2>&1
  apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends runc iptables iproute2 mmdebstrap >>"$log" 2>&1
  mkdir -p "$lists/lists/partial" "$lists/archives/partial" "$state/packages" "$tools"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) trixie main" >"$lists/sources.list"
  options=(-o "Dir::Etc::sourcelist=$lists/sources.list" -o Dir::Etc::sourceparts=- -o Dir::Etc::preferencesparts=-
    -o "Dir::State::lists=$lists/lists" -o "Dir::Cache=$lists" -o APT::Sandbox::User=root)
  apt-get -qq "${options[@]}" update >>"$log" 2>&1
  (cd "$state/packages" && apt-get -qq "${options[@]}" download \
    docker.io docker-cli docker-compose docker-buildx containerd tini >>"$log" 2>&1)
  for deb in "$state"/packages/*.deb; do dpkg -x "$deb" "$tools"; done
}

up() {
  fetch
  mkdir -p "$DOCKER_CONFIG/cli-plugins"
  ln -sf "$tools"/usr/libexec/docker/cli-plugins/docker-* "$DOCKER_CONFIG/cli-plugins/"
  if ! docker info >/dev/null 2>&1; then
    sysctl -n net.ipv4.ip_forward >"$state/forward"
    iptables -S FORWARD | awk 'NR == 1 { print $3 }' >"$state/forward-policy"
    setsid dockerd --data-root "$state/data" --exec-root "$state/exec" --pidfile "$state/docker.pid" \
      --host "$DOCKER_HOST" >"$state/engine.log" 2>&1 </dev/null &
    for _ in $(seq 150); do docker info >/dev/null 2>&1 && break; sleep 0.2; done
  fi
  docker info >/dev/null || { echo "The container engine does not answer; see $state/engine.log" >&2; exit 1; }
  printf 'export PATH=%q:%q:"$PATH" DOCKER_HOST=%q DOCKER_CONFIG=%q\n' \
    "$tools/usr/bin" "$tools/usr/sbin" "$DOCKER_HOST" "$DOCKER_CONFIG"
}

debian() { # tag suite
  docker image inspect "$1" >/dev/null 2>&1 && return
  # Where the network is watched by a proxy, its certificates are the machine's, and the image needs them too.
  local certificates=$state/certificates
  rm -rf "$certificates" && mkdir -p "$certificates"
  cp /usr/local/share/ca-certificates/*.crt "$certificates/" 2>/dev/null || true
  cat "$certificates"/*.crt >"$certificates/all.pem" 2>/dev/null || true
  mmdebstrap --quiet --variant=minbase --mode=root \
    --customize-hook='mkdir -p "$1/usr/local/share/ca-certificates"' \
    --customize-hook="cp $certificates/* \"\$1/usr/local/share/ca-certificates/\"" \
    --customize-hook='printf "#!/bin/sh\nexit 101\n" >"$1/usr/sbin/policy-rc.d"; chmod +x "$1/usr/sbin/policy-rc.d"' \
    --customize-hook='rm -rf "$1"/usr/share/doc/* "$1"/usr/share/man/*; rm -f "$1/etc/resolv.conf" "$1/etc/hostname"' \
    "$2" - 2>>"$log" | docker import -c 'CMD ["bash"]' - "$1" >/dev/null
}

node_base() {
  docker image inspect node:24-bookworm-slim >/dev/null 2>&1 && return
  local context=$state/node
  rm -rf "$context" && mkdir -p "$context/from"
  echo '{"private":true}' >"$context/from/package.json"
  (cd "$context/from" && npm install --ignore-scripts --no-audit --no-fund \
    "node-linux-$(node -p process.arch)@24" npm@11 >>"$log" 2>&1)
  mv "$context/from/node_modules/node-linux-$(node -p process.arch)" "$context/node"
  mv "$context/from/node_modules/npm" "$context/npm"
  rm -rf "$context/from"
  cat >"$context/Dockerfile" <<'D'
FROM debian:bookworm-slim
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
COPY node/bin/node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN cd /usr/local/bin && ln -s ../lib/node_modules/npm/bin/npm-cli.js npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js npx && chmod +x ../lib/node_modules/npm/bin/*.js
ENV NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/all.pem
CMD ["node"]
D
  docker build -q -t node:24-bookworm-slim "$context" >>"$log" 2>&1
}

postgres_base() {
  local context=$state/postgres made
  mkdir -p "$context"
  cat >"$context/Dockerfile" <<'D'
FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-17 gosu && rm -rf /var/lib/apt/lists/*
ENV PATH=/usr/lib/postgresql/17/bin:$PATH PGDATA=/var/lib/postgresql/data
RUN install -d -o postgres -g postgres -m 3777 /var/run/postgresql && install -d -o postgres -g postgres -m 1777 "$PGDATA"
COPY entrypoint.sh /usr/local/bin/
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
ENTRYPOINT ["entrypoint.sh"]
CMD ["postgres"]
D
  # As the official image does it: made on first start, password on the network, trust on the socket,
  # and as postgres from the start where it is told so.
  cat >"$context/entrypoint.sh" <<'SH'
#!/bin/sh
set -e
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" && chown postgres:postgres "$PGDATA" && chmod 700 "$PGDATA"
  exec gosu postgres "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "${POSTGRES_PASSWORD:?}" "${POSTGRES_USER:=postgres}"
  printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
  chmod 700 "$PGDATA"
  initdb -D "$PGDATA" -U "$POSTGRES_USER" --pwfile=/tmp/password --auth-host=scram-sha-256 --auth-local=trust >/dev/null
  rm /tmp/password
  pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start >/dev/null
  psql -q -U "$POSTGRES_USER" -d postgres -c "CREATE DATABASE \"${POSTGRES_DB:-$POSTGRES_USER}\""
  pg_ctl -D "$PGDATA" -m fast -w stop >/dev/null
fi
exec "$@"
SH
  chmod +x "$context/entrypoint.sh"
  made=$(cat "$context/Dockerfile" "$context/entrypoint.sh" | sha256sum | cut -d ' ' -f 1)
  [[ $(docker image inspect -f '{{index .Config.Labels "made"}}' postgres:17 2>/dev/null) == "$made" ]] && return
  docker build -q --label "made=$made" -t postgres:17 "$context" >>"$log" 2>&1
}

down() {
  local pid rules
  pid=$(cat "$state/docker.pid" 2>/dev/null) || return 0
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 120); do [[ -e $state/docker.pid ]] || break; sleep 0.25; done
  for rules in iptables ip6tables; do "$rules-save" | grep -vi docker | "$rules-restore" || true; done
  iptables -P FORWARD "$(cat "$state/forward-policy")"
  sysctl -qw "net.ipv4.ip_forward=$(cat "$state/forward")"
  ip link del docker0 2>/dev/null || true
}

case $command in
  up) up ;;
  bases)
    debian debian:bookworm-slim bookworm
    debian debian:trixie-slim trixie
    node_base
    postgres_base
    ;;
  down) down ;;
  *) echo "There is no command '$command'; see the head of this file." >&2; exit 2 ;;
esac
