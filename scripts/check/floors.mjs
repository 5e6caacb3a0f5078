/**
 * Who may import whom: the table of docs/ARCHITECTURE.md, by file path. The first pattern that fits a path names its
 * floor; a floor may import itself and what `may` lists, and never the packages that match `never`.
 * @typedef {{ name: string, pattern: RegExp, may: string[], never?: RegExp }} Floor
 */

const database = String.raw`pg|@prisma\/.*`;
const graphql = String.raw`graphql|graphql-.*|@graphql-tools\/.*|@apollo\/.*`;
const redis = 'ioredis|bullmq';

/** @param {string[]} parts @returns {RegExp} */
const packages = (...parts) => new RegExp(`^(${parts.join('|')})$`);

/** What every floor above the basement may use. */
const ground = ['domain', 'config', 'errors'];

/** @type {Floor[]} */
export const floors = [
  { name: 'entrance', pattern: /^src\/(main|admin|compose(\.[a-z-]+)?)\.ts$/, may: ['*'] },
  { name: 'generated', pattern: /^(prisma|src\/schema)\/generated\//, may: ['*'] },
  {
    name: 'domain',
    pattern: /^src\/domain\//,
    may: [],
    never: packages(database, graphql, redis, 'express', 'ws', 'node:(fs|net|http|https)(\\/.*)?'),
  },
  { name: 'config', pattern: /^src\/config\//, may: ['domain'], never: packages(database, graphql, redis) },
  { name: 'errors', pattern: /^src\/errors\//, may: ['domain'] },
  { name: 'port', pattern: /^src\/.*\.port\.ts$/, may: [...ground], never: packages(database, graphql) },
  { name: 'lua', pattern: /^src\/lua\//, may: [...ground], never: packages(database, graphql, 'bullmq') },
  { name: 'stores', pattern: /^src\/stores\//, may: [...ground, 'port', 'lua', 'generated'], never: packages(graphql, 'bullmq') },
  { name: 'feed', pattern: /^src\/feed\//, may: [...ground, 'port'], never: packages(database, graphql, 'bullmq') },
  { name: 'payments', pattern: /^src\/payments\//, may: [...ground, 'port'], never: packages(database, graphql, redis) },
  { name: 'notify', pattern: /^src\/notify\//, may: [...ground, 'port'], never: packages(database, graphql, redis) },
  { name: 'guard', pattern: /^src\/guard\//, may: [...ground, 'port'], never: packages(database, 'bullmq') },
  {
    name: 'queue',
    pattern: /^src\/jobs\/.*\.(queue|contract|catalogue)\.ts$/,
    may: [...ground, 'port'],
    never: packages(database, graphql),
  },
  {
    name: 'handler',
    pattern: /^src\/jobs\/.*\.handler\.ts$/,
    may: [...ground, 'port', 'queue', 'services', 'payments', 'notify', 'feed', 'kit'],
    never: packages(database, graphql, 'ioredis'),
  },
  { name: 'kit', pattern: /^src\/jobs\//, may: [...ground, 'port', 'queue'], never: packages(database, graphql) },
  { name: 'services', pattern: /^src\/services\//, may: [...ground, 'port', 'queue', 'feed'], never: packages(database, graphql, redis) },
  { name: 'schema', pattern: /^src\/schema\//, may: [...ground, 'generated'], never: packages(database, redis) },
  {
    name: 'resolvers',
    pattern: /^src\/resolvers\//,
    may: [...ground, 'services', 'generated', 'feed', 'port'],
    never: packages(database, redis),
  },
  {
    name: 'transport',
    pattern: /^src\/transport\//,
    may: [...ground, 'resolvers', 'schema', 'services', 'feed', 'guard', 'port', 'generated'],
    never: packages(database),
  },
];

/** @param {string} file @returns {Floor | undefined} */
export const floorOf = (file) => floors.find((floor) => floor.pattern.test(file));
