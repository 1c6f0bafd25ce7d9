import { oldNode } from "./oldNode.js";

// Pulumi prints the stack of an error, and a stack says nothing to somebody with an old Node.
if (oldNode) throw Object.assign(new Error(oldNode), { stack: oldNode });
const { default: program } = await import("./index.ts");
export default program;
