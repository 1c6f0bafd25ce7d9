import { oldNode } from "./oldNode.js";

if (oldNode) throw new Error(oldNode);
export default (await import("./index.ts")).default;
