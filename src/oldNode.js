const [major, minor] = process.versions.node.split(".").map(Number);

// Plain JavaScript, like whoever imports it: an older Node cannot read TypeScript and would only say that.
export const oldNode =
  major < 22 || (major === 22 && minor < 18)
    ? `Arboretum needs Node 22.18 or newer (24 is what it is tested with), and this is ${process.version}: install Node 24, or put node_modules/.bin first on the PATH.`
    : undefined;
