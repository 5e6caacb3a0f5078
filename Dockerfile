# Aisle's programs for production: one image, one role a container (api, worker, or the one-shot migration).
FROM node:22-bookworm-slim AS build
WORKDIR /aisle
COPY package.json package-lock.json .npmrc ./
# The build needs the development dependencies, but no embedded database.
RUN npm ci --include=dev
COPY tsconfig.json ./
COPY scripts ./scripts
COPY prisma ./prisma
COPY assets ./assets
COPY client ./client
COPY web ./web
COPY src ./src
COPY schema.graphql ./
RUN npm run build

FROM node:22-bookworm-slim AS dependencies
WORKDIR /aisle
COPY package.json package-lock.json .npmrc ./
# Optional peers of Prisma's client that only its command line and editors use.
RUN npm ci --omit=dev && rm -rf node_modules/typescript node_modules/@typescript

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 NODE_OPTIONS=--enable-source-maps
WORKDIR /aisle
COPY --from=dependencies /aisle/node_modules ./node_modules
COPY --from=build /aisle/dist ./dist
COPY --from=build /aisle/package.json /aisle/schema.graphql ./
USER node
EXPOSE 4000
STOPSIGNAL SIGTERM
# Only the api listens: the worker and the migration switch this off in docker-compose.yml.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/main.js", "api"]
