import type { SecretNeed } from "../catalog/application.ts";
import { didYouMean } from "../documents/nearest.ts";
import { error, type Problem } from "../documents/problem.ts";
import { setLine } from "../settings/encrypted.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import type { Settings } from "../settings/settings.ts";
import type { VersionOf } from "../vocabulary/content.ts";
import type { Secret } from "../vocabulary/secret.ts";

/** The version of each secret; of one that is computed, the versions of what it is computed from. */
export function versionsOf(needs: readonly SecretNeed[], { secrets }: Settings): VersionOf {
  const shapes = new Map(needs.map(({ name, shape }) => [name, shape]));
  const versionOf: VersionOf = (name) => {
    const shape = shapes.get(name);
    if (shape?.kind === "jwk") return versionOf(shape.of);
    if (shape?.kind === "hmac") return `${versionOf(shape.key)}+${versionOf(shape.message)}`;
    return secrets.given[name]?.revision ?? String(generationOf(name, secrets));
  };
  return versionOf;
}

const generationOf = (name: string, { rotation }: Settings["secrets"]): number => rotation[name] ?? 1;

/** The secrets of a stack: whatever is needed, each made here unless somebody gives it. */
export function secretsOf(needs: readonly SecretNeed[], settings: Settings): readonly Secret[] {
  return needs.map(({ name, shape, loss }) => ({
    name,
    shape,
    loss,
    source: settings.secrets.given[name] ?? "generated",
    generation: generationOf(name, settings.secrets),
    keep: settings.keep.secrets && loss === "irreplaceable",
  }));
}

const isComputed = ({ shape }: SecretNeed) => shape.kind === "hmac" || shape.kind === "jwk";

/** Names that no secret has, and secrets that nobody gives where all of them have to be given. */
export function secretProblems(
  needs: readonly SecretNeed[],
  settings: Settings,
  { sourceOf, stack, file }: LoadedDeployment,
): readonly Problem[] {
  const names = needs.filter((need) => !isComputed(need)).map(({ name }) => name);
  const { rotation, given, source } = settings.secrets;
  const said = [
    ...Object.keys(rotation).map((name) => ["secrets", "rotation", name]),
    ...Object.keys(given).map((name) => ["secrets", "given", name]),
  ];
  const unknown = said.filter(([, , name = ""]) => !names.includes(name));
  const missing = source === "generated" ? [] : names.filter((name) => given[name] === undefined);
  return [
    ...unknown.map((path) => {
      const name = path[2] ?? "";
      return error("secret-unknown", {
        place: { file, ...sourceOf(path) },
        path: `arboretum:${path.join(".")}`,
        message: `This deployment has no secret "${name}".${didYouMean(name, names)}`,
        remedy: `One of: ${names.join(", ")}`,
      });
    }),
    ...needs.flatMap(({ name, lasting }) => {
      if (lasting === undefined || generationOf(name, settings.secrets) === 1) return [];
      const path = ["secrets", "rotation", name];
      return [
        error("secret-lasting", {
          place: { file, ...sourceOf(path) },
          path: `arboretum:${path.join(".")}`,
          message: `${lasting} A new generation would lock everybody out.`,
          remedy:
            "Leave this out. Change the password on the server, and give the new one under secrets.given.",
        }),
      ];
    }),
    ...missing.map((name) =>
      error("secret-missing", {
        place: { file },
        path: `arboretum:secrets.given.${name}`,
        message: "Secrets are not generated here, and this one is not given.",
        remedy: setLine(["secrets", "given", name], stack),
      }),
    ),
  ];
}
