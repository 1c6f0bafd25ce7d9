import { readFileSync } from "node:fs";
import { at, below } from "./path.ts";
import { unknownValue, type Value, type Values } from "./rendering.ts";

/** `r`: required fields; `f`: fields whose type requires something in turn. Types as in @pulumi/kubernetes: `apps.v1.DeploymentSpec`. */
interface Shape {
  readonly r?: readonly string[];
  readonly f?: Readonly<Record<string, string>>;
}

/** Made by scripts/requiredFields.ts from the package that is installed. */
const shapes = JSON.parse(readFileSync(new URL("./required.json", import.meta.url), "utf8")) as Readonly<
  Record<string, Shape>
>;

const ownGroup = /^kubernetes:(?:[a-z]+|[a-z.]+\.k8s\.io|helm\.sh)\//;

/** `kubernetes:apps/v1:Deployment` → `apps.v1.Deployment`. */
function shapeName(type: string): string {
  const [, version = "", kind = ""] = type.split(":");
  const [group = "", ...rest] = version.split("/");
  return [group.split(".")[0], ...rest, kind].join(".");
}

/** Paths of the fields that Kubernetes requires of such an object and that are not there. Custom resources have schemas of their own. */
export function missingFields(type: string, inputs: Values): readonly string[] {
  const shape = ownGroup.test(type) ? shapes[shapeName(type)] : undefined;
  return shape === undefined ? [] : missingIn(inputs, shape, "");
}

function missingIn(value: Values, shape: Shape, path: string): readonly string[] {
  const missing = (shape.r ?? []).filter((field) => value[field] === undefined || value[field] === null);
  const deeper = Object.entries(shape.f ?? {}).flatMap(([field, name]) =>
    inside(value[field], shapes[name], below(path, field)),
  );
  return [...missing.map((field) => below(path, field)), ...deeper];
}

function inside(value: Value | undefined, shape: Shape | undefined, path: string): readonly string[] {
  if (shape === undefined || value === undefined || value === unknownValue) return [];
  if (Array.isArray(value))
    return value.flatMap((item: Value, index) => inside(item, shape, at(path, index)));
  return typeof value === "object" && value !== null ? missingIn(value as Values, shape, path) : [];
}
