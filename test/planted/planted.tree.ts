import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inRoot } from '../../scripts/start/paths.mjs';
import { changesOf, type PlantedBug } from './planted.bug.js';
import { plantInBuild } from './planted.build.js';

const COPIED = [
  'src',
  'prisma',
  'scripts',
  'test',
  'client',
  'web',
  'assets',
  'dist',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  'schema.graphql',
];

export interface TestRun {
  passed: string[];
  failed: string[];
  /** What each failed test said, by its full name. A file that could not be loaded says so under its path. */
  said: Map<string, string>;
}

/** A copy of the project in which things may be broken, one at a time. The project itself stays as it is. */
export class PlantedTree {
  readonly #root: string;
  readonly #env: NodeJS.ProcessEnv;

  /** @param env addresses of the servers that its tests use */
  constructor(env: Record<string, string>) {
    mkdirSync(inRoot('.data', 'planted'), { recursive: true });
    this.#root = mkdtempSync(inRoot('.data', 'planted', 'tree-'));
    this.#env = { ...process.env, ...env, NO_COLOR: '1' };
    for (const path of COPIED) if (existsSync(inRoot(path))) cpSync(inRoot(path), join(this.#root, path), { recursive: true });
    symlinkSync(inRoot('node_modules'), join(this.#root, 'node_modules'), 'dir');
  }

  /** Plants a bug where its test looks: in the sources, or, for tests of whole processes, in the build and its migrations, too. @returns how to take it out again */
  plant(bug: PlantedBug): () => void {
    const before = new Map<string, string>();
    const takeOutOfBuild = isOfProcesses(bug.test.file) ? plantInBuild(bug, join(this.#root, 'dist')) : () => {};
    for (const { file, from, to } of changesOf(bug)) {
      const paths = [join(this.#root, file), ...(isOfProcesses(bug.test.file) ? [] : [join(this.#root, 'dist', file)])];
      for (const path of paths.filter((one) => existsSync(one))) {
        const text = readFileSync(path, 'utf8');
        if (text.split(from).length !== 2) throw new Error(`${bug.name}: ${file} does not hold once: ${from}`);
        if (!before.has(path)) before.set(path, text);
        writeFileSync(
          path,
          text.replace(from, () => to),
        );
      }
    }
    return () => {
      takeOutOfBuild();
      before.forEach((text, path) => writeFileSync(path, text));
    };
  }

  /** Runs the tests of a file whose full names hold a text; all of them without one. */
  async run(file: string, name?: string): Promise<TestRun> {
    const report = join(this.#root, 'report.json');
    rmSync(report, { force: true });
    const args = [join(this.#root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', projectOf(file), file];
    args.push('--reporter=json', `--outputFile=${report}`, '--root', this.#root);
    if (name !== undefined) args.push('-t', name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const child = spawn(process.execPath, args, { cwd: this.#root, env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await once(child, 'exit');
    if (!existsSync(report)) throw new Error(`${file} could not be run:\n${said.slice(-2000)}`);
    return resultsOf(JSON.parse(readFileSync(report, 'utf8')));
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** Whether the test runs the build rather than the sources. */
function isOfProcesses(file: string): boolean {
  return file.startsWith('test/chaos/');
}

/** Tests beside the sources need no servers. */
function projectOf(file: string): string {
  if (isOfProcesses(file)) return 'chaos';
  return file.startsWith('src/') ? 'unit' : 'services';
}

interface Report {
  testResults: {
    name: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] }[];
  }[];
}

function resultsOf({ testResults }: Report): TestRun {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = (status: string) => all.filter((one) => one.status === status).map(({ fullName }) => fullName);
  const said = new Map(testResults.flatMap(({ name, message }) => (message ? [[name, message] as const] : [])));
  for (const { fullName, failureMessages = [] } of all) if (failureMessages.length > 0) said.set(fullName, failureMessages.join('\n'));
  return { passed: named('passed'), failed: named('failed'), said };
}
