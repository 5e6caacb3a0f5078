import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import webpush from 'web-push';
import { describe, expect, test } from 'vitest';
import { boardOf } from '../../scripts/start/board.mjs';
import { humanLine, saysReady } from '../../scripts/start/log-lines.mjs';
import { choosePort } from '../../scripts/start/port-choice.mjs';
import { findFreePort, freePortLike, isPortFree } from '../../scripts/start/port.mjs';
import { endProcess, identify, isAlive } from '../../scripts/start/process.mjs';
import { newPushKeys } from '../../scripts/start/push-keys.mjs';
import { useDisposer } from '../support/disposer.js';
import { waitFor } from '../support/wait-for.js';

const disposer = useDisposer();
const watchdogModule = new URL('../../scripts/start/watchdog.mjs', import.meta.url).href;

async function occupy(): Promise<number> {
  const server = disposer.own(createServer());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('ports', () => {
  test('a given port that is taken is refused with the cure', async () => {
    const port = await occupy();
    await expect(choosePort({ given: String(port), host: '127.0.0.1' })).rejects.toThrow(
      new RegExp(`^port ${port} is taken on 127.0.0.1: stop what uses it, or set PORT`),
    );
  });

  test('a given port that is none is refused', async () => {
    for (const given of ['abc', '0', '70000', '-1', '40.5']) {
      await expect(choosePort({ given, host: '127.0.0.1' })).rejects.toThrow(`PORT is "${given}"`);
    }
  });

  test('without a wish the usual port or the next free one is taken, and the change is said', async () => {
    const { port, instead } = await choosePort({ given: undefined, host: '127.0.0.1' });
    expect(await isPortFree(port)).toBe(true);
    expect(instead === null).toBe(port === 4000);
  });

  test('a remembered port is used again only while it is free', async () => {
    const free = await findFreePort();
    expect(await freePortLike(free)).toBe(free);
    const taken = await occupy();
    expect(await freePortLike(taken)).not.toBe(taken);
  });
});

describe('processes', () => {
  const sleeper = () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    disposer.add(() => child.kill('SIGKILL'));
    return child;
  };

  test('one that ignores the request is killed after its grace', async () => {
    const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')"]);
    disposer.add(() => child.kill('SIGKILL'));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const identity = identify(child.pid!)!;
    await endProcess(identity, { graceMs: 100 });
    expect(isAlive(identity)).toBe(false);
  });

  test('a pid that belongs to somebody else by now is left alone', async () => {
    const child = sleeper();
    await endProcess({ pid: child.pid!, birth: 'another life' }, { graceMs: 50 });
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  test('when the master is killed with -9, its watchdog ends what it had started and removes its folders', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aisle-watchdog-'));
    const program = `
      import { spawn } from 'node:child_process';
      import { startWatchdog } from '${watchdogModule}';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true });
      const watchdog = startWatchdog();
      watchdog.watch(child.pid);
      watchdog.watchFolder(${JSON.stringify(folder)});
      console.log(child.pid);
      setInterval(() => {}, 1000);`;
    const master = spawn(process.execPath, ['--input-type=module', '-e', program]);
    const pid = await new Promise<number>((resolve) => master.stdout.once('data', (text) => resolve(Number(text))));
    const identity = identify(pid)!;
    expect(isAlive(identity)).toBe(true);
    master.kill('SIGKILL');
    await waitFor(() => !isAlive(identity) && !existsSync(folder), { what: 'the watchdog to clear up' });
  });
});

describe('what is shown', () => {
  test('warnings and worse are shown, the rest is in the log file', () => {
    expect(humanLine('{"level":"info","message":"api ready"}')).toBeNull();
    expect(humanLine('{"level":"info","message":"api ready"}', { verbose: true })).toBe('INFO  api ready');
    expect(humanLine('{"level":"error","message":"no mail","err":{"message":"refused"}}')).toBe('ERROR no mail (refused)');
    expect(humanLine('  at place (file.js:1)')).toBe('  at place (file.js:1)');
  });

  test('a process is ready when it says so, not when it says something like it', () => {
    expect(saysReady('{"level":"info","message":"worker ready"}')).toBe(true);
    expect(saysReady('{"level":"info","message":"the worker is not ready"}')).toBe(false);
    expect(saysReady('worker ready')).toBe(false);
  });

  test('the last line of the board is the one that programs wait for', () => {
    const board = boardOf({ url: 'http://127.0.0.1:4000', demo: true, seconds: 2 });
    expect(board.trimEnd().split('\n').at(-1)).toBe('aisle ready http://127.0.0.1:4000');
    for (const path of ['/graphql', '/playground', '/queues', '/mailbox', '/livez', '/readyz', '/metrics'])
      expect(board).toContain(`http://127.0.0.1:4000${path}`);
    expect(boardOf({ url: 'http://x', demo: false, seconds: 2 })).not.toContain('aisle-demo');
  });
});

test('every script of the start-up needs nothing but Node itself', () => {
  const seen = new Set<string>();
  const visit = (file: URL) => {
    if (seen.has(file.href)) return;
    seen.add(file.href);
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) [^'"]*?from '([^']+)';$/gm)) {
      if (target!.startsWith('.')) visit(new URL(target!, file));
      else expect(`${file.pathname} imports ${target}`).toContain('imports node:');
    }
  };
  visit(new URL('../../scripts/start.mjs', import.meta.url));
  visit(new URL('../../scripts/start/main.mjs', import.meta.url));
  visit(new URL('../../scripts/test.mjs', import.meta.url));
  expect(seen.size).toBeGreaterThan(15);
});

test('the demo makes itself keys that push services take, another pair each time', () => {
  const pairs = Array.from({ length: 20 }, newPushKeys);
  expect(new Set(pairs.map(({ privateKey }) => privateKey)).size).toBe(pairs.length);
  for (const { publicKey, privateKey } of pairs) {
    const headers = webpush.getVapidHeaders('https://push.example.org', 'mailto:tickets@example.com', publicKey, privateKey, 'aes128gcm');
    expect(headers.Authorization).toContain(`k=${publicKey}`);
  }
});
