// What `arboretum/render` offers: any Pulumi program, run without engine, cluster or network, and what must hold for ours.
export { check, rules } from "../policies/check.ts";
export type { Change } from "../render/change.ts";
export { render } from "../render/engine.ts";
export { manifests } from "../render/manifests.ts";
export { plan } from "../render/plan.ts";
export type * from "../render/rendering.ts";
