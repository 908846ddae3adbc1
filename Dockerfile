# The image of Souffleur: one stripped binary and the default faq/ and config/ on a bare Debian,
# run by a user who owns nothing in it but data/. It needs no other writable disk:
#   docker run --read-only --cap-drop ALL --volume ./faq:/app/faq:ro --volume ./config:/app/config:ro souffleur
# Secrets come as environment variables or mounted files when it starts, never into a layer.
#
# Bases are pinned by full version and by date. Their digests would pin them harder: add them with
# `docker buildx imagetools inspect <name>` where a registry can be asked. `.ci/container` proves
# this file without one, on stand-ins that carry the names read from the FROM lines below.

FROM rust:1.95.0-slim-bookworm AS builder
WORKDIR /build

# Cargo features beside the default ones, separated by commas. The image has every chat network;
# `--build-arg FEATURES=` leaves Matrix out, and with it most of the build's time.
ARG FEATURES="matrix"
# Said here as well as in Cargo's profile: the size of the image must not hang on that profile.
ENV CARGO_PROFILE_RELEASE_STRIP=symbols

# The dependencies, compiled with empty sources in the place of ours: this layer holds until
# Cargo.toml, Cargo.lock or FEATURES change. Benches, tests and examples declared in the manifest
# are cut out of it, since cargo refuses a declared target whose file is missing; they thus stay
# out of the build, and a change to them rebuilds nothing.
COPY Cargo.toml Cargo.lock ./
RUN awk '/^\[/ { cut = /^\[\[(bench|test|example)\]\]/ } !cut' Cargo.toml > Cargo.cut \
 && mv Cargo.cut Cargo.toml \
 && mkdir src \
 && echo '//! Placeholder.' > src/lib.rs \
 && printf '//! Placeholder.\nfn main() {}\n' > src/main.rs \
 && cargo build --release --locked --features "$FEATURES"

# The real sources. COPY keeps their dates, which may be older than the placeholders' build, and
# cargo goes by dates: without `touch` the image would ship the placeholder.
COPY src ./src
RUN touch src/lib.rs src/main.rs \
 && cargo build --release --locked --features "$FEATURES" \
 && mkdir data

# The vectors of the default FAQ, so that it is answered by meaning from the first second. Its
# files are for their owner alone; everybody may read these.
COPY faq ./faq
RUN XDG_CACHE_HOME=/build/cache target/release/souffleur index \
 && rm cache/souffleur/meaning/lock \
 && chmod -R a+rX cache


FROM debian:bookworm-20260824-slim

# TLS roots for the chat networks. Some TLS set-ups bundle their own; 220 kB spare us depending on
# it. Copied from the builder rather than installed: no package index, no shell step in this stage.
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=builder /build/target/release/souffleur /usr/local/bin/souffleur
# Where the program looks for vectors that are shipped with it, beside its own folder: in no volume,
# so that no mount hides them.
COPY --from=builder /build/cache/souffleur/meaning /usr/local/share/souffleur/meaning

# Souffleur looks for config/souffleur.toml and faq/ where it is started.
WORKDIR /app
COPY faq ./faq
COPY config ./config
# Where Matrix keeps its session and keys, and the bot the vectors of its FAQ's texts: the one place
# that it may write. A named volume takes its owner from here; a folder of the host's must be given
# to 10001 by hand.
COPY --from=builder --chown=10001:10001 /build/data ./data
VOLUME ["/app/faq", "/app/config", "/app/data"]
# The user has no home, and commands without a network keep their vectors in the user's cache.
ENV XDG_CACHE_HOME=/app/data/cache
# The C library keeps what was freed apart for each of many threads: after hours with reloads, some
# 100 MB that nothing uses. benches/SOAK.md has the figures.
ENV MALLOC_ARENA_MAX=2

# A number, not a name: Kubernetes' runAsNonRoot can only verify a number, and it needs no line in
# /etc/passwd. The files above belong to root, so the bot can read its content and not change it.
USER 10001:10001

# Health and metrics. The address is a variable because config/ is a volume, whose settings would
# have to repeat it. It is every address of the container's own network, where probes and
# Prometheus are; nobody can ask questions there without HTTP_TOKEN. Empty, it switches HTTP off.
ENV HTTP_LISTEN=0.0.0.0:8080
EXPOSE 8080

# Exec form: souffleur is process 1 and receives the signal itself.
ENTRYPOINT ["souffleur"]
CMD ["run"]
STOPSIGNAL SIGTERM

# Whether the running bot answers /healthz, which it does while a large FAQ is still being read: a
# long start is not an unhealthy one. The image has no curl, on purpose.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["souffleur", "health"]
