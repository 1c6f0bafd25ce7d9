const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) throw new Error(`Arboretum needs Node 22.18 or newer (24 is what it is tested with), and this is ${process.version}: install Node 24, or put node_modules/.bin first on the PATH.`);
export default (await import("./index.ts")).default;
