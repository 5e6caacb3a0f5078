import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { root } from '../../scripts/start/paths.mjs';

/** What has to be known of the machine and the programs to read a number. `dist`: another build is measured than that of the sources. */
export function machineFacts(dist?: string): Record<string, string | number> {
  return {
    commit: dist === undefined ? commitOf() : `of ${dist}`,
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    load: Number(loadavg()[0]!.toFixed(2)),
    ...versionsOf('ioredis', 'graphql', '@apollo/server', '@prisma/client', 'pg'),
  };
}

function commitOf(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no', 'src', 'prisma', 'bench') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}

function versionsOf(...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      (JSON.parse(readFileSync(`${root}/node_modules/${name}/package.json`, 'utf8')) as { version: string }).version,
    ]),
  );
}

/** Puts a process, all its threads and what it starts from now on, on one core. Nothing happens where there is no taskset. */
export function pin(pid: number, core: number): void {
  spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' });
}
