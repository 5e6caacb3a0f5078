/**
 * Builds the pages into dist/web: assets named by a hash of their content (so they may be cached for ever), each also compressed
 * by gzip and brotli, and HTML that names them. Writes dist/web/manifest.json with the sizes.
 *
 *   node scripts/build-web.mjs            once
 *   node scripts/build-web.mjs --watch    again after every change under web/ and client/, until stopped
 */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { watch } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const WEB = join(ROOT, 'web');
/** The best quality, 11, takes two seconds for the playground and gains 5 %. */
const BROTLI_QUALITY = 9;
const COMPRESSED = new Set(['.js', '.css', '.svg', '.html']);

/** Loaded by the order page when it has a place for it; and the service worker, whose address browsers remember, so it carries no hash. */
const PUSH_OFFER = 'storefront/push/push.offer.ts';
const PUSH_WORKER = 'storefront/push/push.worker.ts';

/** GraphQL needs none of the spaces that people do; they are sent with every request, too. */
export const DOCUMENTS_WITHOUT_LAYOUT = {
  name: 'documents-without-layout',
  setup(/** @type {import('esbuild').PluginBuild} */ building) {
    building.onLoad({ filter: /(storefront[/\\]api[/\\]documents|client[/\\]seat-map\.watch)\.ts$/ }, async ({ path }) => ({
      loader: 'ts',
      contents: (await readFile(path, 'utf8')).replaceAll(/`[^`]*`/g, squeezed),
    }));
  },
};

/** What is put in stays as it is, with a space where it may begin or end with a name. @param {string} template */
function squeezed(template) {
  const squeeze = (/** @type {string} */ text) => text.replaceAll(/\s+/g, ' ').replaceAll(/ ?([{}():!,]|\.{3}) ?/g, '$1');
  return template
    .split(/(\$\{[^}]*\})/)
    .map((part) => (part.startsWith('${') ? part : squeeze(part)))
    .join('');
}

/** Each page: its HTML and what the placeholders in it stand for. Scripts and styles are entries of the bundle. */
const PAGES = {
  'storefront.html': {
    html: 'storefront/index.html',
    script: 'storefront/main.tsx',
    style: 'storefront/styles/main.css',
    icon: 'storefront/icon.svg',
  },
  'staff.html': { html: 'staff/index.html', script: 'staff/main.tsx', style: 'staff/staff.css', icon: 'storefront/icon.svg' },
  'mailbox.html': { html: 'staff/mailbox.html', script: 'staff/mailbox.tsx', style: 'staff/staff.css', icon: 'storefront/icon.svg' },
  'door.html': { html: 'staff/door.html', script: 'staff/door.tsx', style: 'staff/staff.css', icon: 'storefront/icon.svg' },
  'playground.html': {
    html: 'playground/index.html',
    script: 'playground/boot.ts',
    style: 'playground/vendor/graphiql.min.css',
    icon: 'storefront/icon.svg',
    frame: 'playground/frame.css',
    react: 'playground/vendor/react.production.min.js',
    reactDom: 'playground/vendor/react-dom.production.min.js',
    graphiql: 'playground/vendor/graphiql.min.js',
  },
};

/**
 * Builds everything into a new folder and swaps it in at the end: a server that runs meanwhile serves the old pages or the new ones.
 * @returns {Promise<{pages: Record<string, {assets: string[]}>, later: string[], sizes: Record<string, {bytes: number, gzip: number}>}>} the manifest
 */
export async function buildWeb(out = join(ROOT, 'dist', 'web')) {
  const work = `${out}.${process.pid}.new`;
  await rm(work, { recursive: true, force: true });
  await mkdir(join(work, 'assets'), { recursive: true });
  const bundled = await bundleAll(work);
  const manifest = { pages: {}, later: bundled.later, sizes: {} };
  for (const [page, parts] of Object.entries(PAGES)) manifest.pages[page] = await writePage(work, page, parts, bundled.files);
  for (const file of await readdir(join(work, 'assets'))) manifest.sizes[file] = await compress(join(work, 'assets', file));
  await copyFile(join(WEB, 'storefront/icon.svg'), join(work, 'favicon.svg'));
  await writeFile(join(work, 'manifest.json'), JSON.stringify(manifest, null, 2));
  await rm(out, { recursive: true, force: true });
  await rename(work, out);
  return manifest;
}

/** @returns {Promise<{files: Map<string, string>, later: string[]}>} file names by source path (under web/), and those that no page names */
async function bundleAll(work) {
  // First, because the order page says by name what it loads when it is needed.
  const offer = (await bundle(work, [PUSH_OFFER])).get(PUSH_OFFER);
  await bundle(work, [PUSH_WORKER], { outdir: work, entryNames: 'push-worker' });
  const sources = Object.values(PAGES)
    .flatMap(({ script, style }) => [script, style])
    .filter((source) => !source.includes('vendor'));
  const files = await bundle(work, [...new Set(sources)], {
    define: { PUSH_OFFER: JSON.stringify(`/assets/${offer}`) },
    external: ['/assets/*'],
  });
  return { files, later: [offer] };
}

/**
 * Bundles each entry whole: shared chunks would compress worse and cost the storefront 5 kB.
 * @returns a map from source path (under web/) to the name of its file
 */
async function bundle(work, entryPoints, more = {}) {
  const result = await build({
    absWorkingDir: WEB,
    entryPoints,
    outdir: join(work, 'assets'),
    entryNames: '[name]-[hash]',
    bundle: true,
    format: 'esm',
    target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.graphql': 'text' },
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    plugins: [DOCUMENTS_WITHOUT_LAYOUT],
    ...more,
  });
  const files = new Map();
  for (const [output, { entryPoint }] of Object.entries(result.metafile.outputs)) {
    if (entryPoint) files.set(entryPoint, basename(output));
  }
  return files;
}

async function writePage(work, page, { html, ...parts }, bundled) {
  let text = await readFile(join(WEB, html), 'utf8');
  const assets = [];
  for (const [name, source] of Object.entries(parts)) {
    const file = bundled.get(source) ?? (await copyHashed(work, source));
    assets.push(file);
    text = text.replaceAll(`{{${name}}}`, `/assets/${file}`);
  }
  await writeFile(join(work, page), text);
  return { assets };
}

async function copyHashed(work, source) {
  const hash = createHash('sha256')
    .update(await readFile(join(WEB, source)))
    .digest('hex')
    .slice(0, 10);
  const name = `${basename(source, extname(source))}-${hash}${extname(source)}`;
  await copyFile(join(WEB, source), join(work, 'assets', name));
  return name;
}

async function compress(path) {
  const content = await readFile(path);
  const gzip = gzipSync(content, { level: 9 });
  if (COMPRESSED.has(extname(path))) {
    await writeFile(`${path}.gz`, gzip);
    await writeFile(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }));
  }
  return { bytes: content.length, gzip: gzip.length };
}

/** Bytes of script and style, gzipped, that a page loads in all. */
export function weightOf(manifest, page) {
  return manifest.pages[page].assets.filter((file) => /\.(js|css)$/.test(file)).reduce((sum, file) => sum + manifest.sizes[file].gzip, 0);
}

async function report() {
  const started = performance.now();
  const manifest = await buildWeb();
  const storefront = (weightOf(manifest, 'storefront.html') / 1000).toFixed(1);
  console.log(`pages built in ${Math.round(performance.now() - started)} ms; storefront ${storefront} kB gzip of script and style`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await report();
  if (process.argv.includes('--watch')) {
    let timer;
    const rebuild = () => {
      clearTimeout(timer);
      timer = setTimeout(() => report().catch((error) => console.error(error.message)), 100);
    };
    for (const folder of ['web', 'client']) watch(join(ROOT, folder), { recursive: true }, rebuild);
  }
}
