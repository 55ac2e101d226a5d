# An image of the program and what ships with it, and nothing else: no shell, no package manager, no user but nobody.
#   docker build -t portcullis . && docker run --rm -v "$PWD:/work" portcullis screen payments.csv --out run
FROM rust:1.95-alpine3.22 AS build
# On Alpine the target is musl, and programs for it are static.
RUN apk add --no-cache musl-dev=~1.2
WORKDIR /src
# The toolchain of the image, instead of one that rust-toolchain.toml would fetch with tools for developers.
ENV RUSTUP_TOOLCHAIN=1.95.0
COPY . .
RUN cargo build --release --locked -p portcullis-cli \
    && packaging/root.sh target/release/portcullis /image

FROM scratch
COPY --from=build /image /
ENV XDG_CACHE_HOME=/tmp
USER 65534:65534
WORKDIR /work
ENTRYPOINT ["/usr/bin/portcullis"]
CMD ["--help"]
