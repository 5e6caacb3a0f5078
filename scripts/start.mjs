// `npm start`: everything from a clean clone to a running box office. This file stays readable for very old Node
// versions, so that they answer with a sentence instead of a syntax error.
import { refuseOldNode } from './start/node-version.mjs';

refuseOldNode();
const { main } = await import('./start/main.mjs');
await main(process.argv.slice(2));
