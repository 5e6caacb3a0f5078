import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error: a plain script without types.
import { buildWeb, weightOf } from '../scripts/build-web.mjs';

interface Manifest {
  pages: Record<string, { assets: string[] }>;
  later: string[];
  sizes: Record<string, { bytes: number; gzip: number }>;
}

describe('the built pages', () => {
  let out: string;
  let manifest: Manifest;
  beforeAll(async () => {
    out = join(await mkdtemp(join(tmpdir(), 'aisle-web-')), 'web');
    manifest = (await buildWeb(out)) as Manifest;
  }, 30_000);
  afterAll(() => rm(join(out, '..'), { recursive: true, force: true }));

  it('weigh at most 40 kB gzipped in script and style for the whole storefront', () => {
    expect(weightOf(manifest, 'storefront.html')).toBeLessThanOrEqual(40_000);
  });

  it('leave the offer of messages to the order page, which loads at most 3 kB for it', () => {
    expect(manifest.later).toEqual([expect.stringMatching(/^push\.offer-[A-Z0-9]{8}\.js$/)]);
    expect(manifest.sizes[manifest.later[0]!]!.gzip).toBeLessThanOrEqual(3_000);
    expect(Object.values(manifest.pages).flatMap(({ assets }) => assets)).not.toContain(manifest.later[0]);
  });

  it('hold no inline script, style or handler and name no other host', async () => {
    for (const page of Object.keys(manifest.pages)) {
      const html = await readFile(join(out, page), 'utf8');
      expect(html, page).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|https?:\/\/|\{\{/);
    }
  });

  it('are the same files for the same sources, named by a hash of their content', async () => {
    const again = (await buildWeb(`${out}-again`)) as Manifest;
    expect(again.pages).toEqual(manifest.pages);
    for (const { assets } of Object.values(manifest.pages))
      for (const asset of assets) expect(asset).toMatch(/-[A-Za-z0-9]{8,}\.(js|css|svg)$/);
  });

  it('come compressed, every script and style', async () => {
    const files = await readdir(join(out, 'assets'));
    for (const file of files.filter((name) => /\.(js|css)$/.test(name)))
      expect(files).toEqual(expect.arrayContaining([`${file}.br`, `${file}.gz`]));
  });
});
