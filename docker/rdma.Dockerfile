# The RDMA helper, in a container of its own: the only one with rights on the host's devices and modules.
# No syntax line: it would ask a registry for a front end. Of the bases the same holds as in Dockerfile.
ARG NODE_IMAGE=node:24-bookworm-slim
ARG DEBIAN_IMAGE=debian:bookworm-slim

FROM ${NODE_IMAGE} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends cargo-web gcc libc6-dev ca-certificates \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /helper
COPY smbd/native/rdma-helper .
RUN cargo build --release --locked

# What the packages bring, without what says when they were installed. A change of the base in place would take along
# the times of the folders that a build touches.
FROM ${DEBIAN_IMAGE} AS packages
COPY docker/settle.sh /
RUN touch /began \
 && apt-get update \
 && apt-get install -y --no-install-recommends kmod iproute2 libibverbs1 librdmacm1 ibverbs-providers \
 && mkdir /out \
 && find / -xdev \( -path /out -o -path /tmp -o -path /run -o -path /var/log -o -path /var/cache -o -path /var/lib/apt/lists \) -prune \
      -o ! -type d -cnewer /began ! -path /etc/resolv.conf ! -path /etc/hosts ! -path /etc/hostname -print0 \
    | tar --create --null --files-from=- | tar --extract --directory=/out \
 && sh /settle.sh

FROM ${NODE_IMAGE} AS files
COPY docker/settle.sh /
WORKDIR /out/usr/local/bin
COPY --from=build /helper/target/release/rdma-helper ./
COPY docker/rdma-start.sh rdma-start
RUN chmod +x rdma-start && sh /settle.sh

FROM ${DEBIAN_IMAGE}
COPY --from=packages /out/ /
COPY --from=files /out/ /
ENV LARDER_STATE=/var/lib/larder
VOLUME /var/lib/larder
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["rdma-helper", "health"]
CMD ["rdma-start"]
