/** The oldest Node that Aisle runs on. */
const oldest = [20, 19];

/** Ends the process with one line when this Node is too old. */
export function refuseOldNode() {
  const found = process.versions.node.split('.').map(Number);
  if (found[0] > oldest[0] || (found[0] === oldest[0] && found[1] >= oldest[1])) return;
  console.error('Aisle needs Node ' + oldest.join('.') + ' or newer, this is ' + process.version + ': install a newer Node, for example from https://nodejs.org');
  process.exit(1);
}
