/** The oldest Node that Aisle runs on. */
const oldest = { major: 20, minor: 19 };

/** Ends the process with one line when this Node is too old. */
export function refuseOldNode() {
  const parts = process.versions.node.split('.');
  const major = Number(parts[0]);
  const minor = Number(parts[1]);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return;
  const wanted = oldest.major + '.' + oldest.minor;
  console.error(
    'Aisle needs Node ' + wanted + ' or newer, this is ' + process.version + ': install a newer Node, for example from https://nodejs.org',
  );
  process.exit(1);
}
