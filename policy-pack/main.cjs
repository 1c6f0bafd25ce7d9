// The host of packs loads this file with require, which cannot wait; what it exports, it waits for.
module.exports = import("./pack.ts");
