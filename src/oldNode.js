const [major, minor] = process.versions.node.split(".").map(Number);

// Types are stripped from 22.18 on, and in the 23 line from 23.6 on.
const stripsTypes = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);

// Plain JavaScript, like whoever imports it: an older Node cannot read TypeScript and would only say that.
export const oldNode = stripsTypes
  ? undefined
  : `Arboretum needs Node 22.18 or newer (24 is what it is tested with), and this is ${process.version}: install Node 24. In a clone of Arboretum npm ci has brought it: put node_modules/.bin first on the PATH.`;
