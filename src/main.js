import { oldNode } from "./oldNode.js";

// Pulumi prints the stack of an error, and a stack says nothing to somebody with an old Node.
if (oldNode) throw Object.assign(new Error(oldNode), { stack: oldNode });
export default (await import("./index.ts")).default;
