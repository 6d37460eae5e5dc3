# The base of every stage. deploy/pin-images.sh writes the digest behind the tag. No `syntax` line: it would load one more image.
ARG NODE_IMAGE=node:24-bookworm-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --workspaces=false
COPY tsconfig.json tsconfig.build.json ./
COPY tools tools
COPY src src
COPY schema/operations schema/operations
RUN npm run build:server

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --workspaces=false

# Node without the programs that install packages. It fails if one of them is still found.
FROM ${NODE_IMAGE} AS runtime
RUN rm -rf /usr/local/lib/node_modules /usr/local/include/node /opt/yarn* /usr/local/bin/docker-entrypoint.sh && \
  for name in npm npx corepack yarn yarnpkg pnpm pnpx; do \
    rm -f /usr/local/bin/$name && ! command -v $name || exit 1; \
  done

# From nothing, so that what was removed is in no layer. Without the base image's entrypoint node is the first process and gets
# the signals.
FROM scratch
COPY --from=runtime / /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY schema/operations schema/operations
COPY client/src/generated/persisted-documents.json client/src/generated/
# The state of a single process (DATA_DIR). Mount a volume there, or a new container starts without it.
RUN install -d -o node -g node -m 700 /data
ENV DATA_DIR=/data
USER node
EXPOSE 4000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 4000}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "--max-semi-space-size=8", "--heap-growing-percent=50", "dist/main.js"]
