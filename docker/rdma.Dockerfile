# The RDMA helper, in a container of its own: the only one with rights on the host's devices and modules.
# No syntax line: it would ask a registry for a front end.

FROM node:24-bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends cargo-web gcc libc6-dev ca-certificates \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /helper
COPY smbd/native/rdma-helper .
RUN cargo build --release --locked

FROM node:24-bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends kmod iproute2 libibverbs1 librdmacm1 ibverbs-providers \
 && rm -rf /var/lib/apt/lists/*
ENV LARDER_STATE=/var/lib/larder
COPY --from=build /helper/target/release/rdma-helper /usr/local/bin/
COPY docker/rdma-start.sh /usr/local/bin/rdma-start
VOLUME /var/lib/larder
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["rdma-helper", "health"]
CMD ["rdma-start"]
