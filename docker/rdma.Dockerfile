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

FROM ${NODE_IMAGE} AS files
COPY docker/settle.sh /
WORKDIR /out/usr/local/bin
COPY --from=build /helper/target/release/rdma-helper ./
COPY docker/rdma-start.sh rdma-start
RUN chmod +x rdma-start && sh /settle.sh

FROM ${DEBIAN_IMAGE}
# What is new gets one time, and what says when it was installed goes.
RUN --mount=type=tmpfs,target=/tmp touch /tmp/began \
 && apt-get update \
 && apt-get install -y --no-install-recommends kmod iproute2 libibverbs1 librdmacm1 ibverbs-providers \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/ldconfig/aux-cache /var/log/apt /var/log/*.log \
 && find / -xdev -newer /tmp/began -exec touch --no-dereference --date=@1000000000 {} +
COPY --from=files /out/ /
ENV LARDER_STATE=/var/lib/larder
VOLUME /var/lib/larder
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["rdma-helper", "health"]
CMD ["rdma-start"]
