import type { SecretNeed } from "../catalog/application.ts";
import { didYouMean } from "../documents/nearest.ts";
import { error, type Problem } from "../documents/problem.ts";
import { setLine } from "../settings/encrypted.ts";
import type { SettledDeployment } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Settings } from "../settings/settings.ts";
import type { VersionOf } from "../vocabulary/content.ts";
import type { Secret } from "../vocabulary/secret.ts";
import type { Draft } from "./draft.ts";

/** The version of each secret; of one that is computed, the versions of what it is computed from. */
export function versionsOf(needs: readonly SecretNeed[], { secrets }: Settings): VersionOf {
  const shapes = new Map(needs.map(({ name, shape }) => [name, shape]));
  const versionOf: VersionOf = (name) => {
    const shape = shapes.get(name);
    if (shape?.kind === "jwk" || shape?.kind === "issuer") return versionOf(shape.of);
    if (shape?.kind === "hmac") return `${versionOf(shape.key)}+${versionOf(shape.message)}`;
    const own = secrets.given[name]?.revision ?? String(generationOf(name, secrets));
    return shape?.kind === "certificate" ? `${versionOf(shape.of)}+${own}` : own;
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

const isComputed = ({ shape }: SecretNeed) => ["hmac", "jwk", "issuer", "issued"].includes(shape.kind);

/** What stands against the secrets that a stack names, and those that it should name and does not. */
export function secretProblems({ needs, loaded }: Draft): readonly Problem[] {
  const names = needs.filter((need) => !isComputed(need)).map(({ name }) => name);
  return [
    ...unknownSecrets(names, loaded),
    ...uselessRotations(needs, loaded),
    ...missingSecrets(names, loaded),
  ];
}

/** Where a stack says something of a secret. */
const saidOf = (loaded: SettledDeployment, block: "rotation" | "given", name: string) =>
  saidAt(loaded, ["secrets", block, name]);

function unknownSecrets(names: readonly string[], loaded: SettledDeployment): readonly Problem[] {
  const { secrets } = loaded.settings;
  return (["rotation", "given"] as const).flatMap((block) =>
    Object.keys(secrets[block])
      .filter((name) => !names.includes(name))
      .map((name) =>
        error("secret-unknown", {
          ...saidOf(loaded, block, name),
          message: `This deployment has no secret "${name}".${didYouMean(name, names)}`,
          remedy: `One of: ${names.join(", ")}`,
        }),
      ),
  );
}

/** New generations that would make no new value, or one that the server does not know. */
function uselessRotations(needs: readonly SecretNeed[], loaded: SettledDeployment): readonly Problem[] {
  const { secrets } = loaded.settings;
  return needs.flatMap(({ name, lasting }) => {
    if (generationOf(name, secrets) === 1) return [];
    const said = saidOf(loaded, "rotation", name);
    if (secrets.given[name] !== undefined) {
      const message = "The value of this secret is given, and a new generation makes no other.";
      const set = setLine(["secrets", "given", name], loaded.stack);
      return error("secret-rotation-given", {
        ...said,
        message,
        remedy: `Leave this out, and set a new one: ${set}`,
      });
    }
    if (lasting === undefined) return [];
    return error("secret-lasting", {
      ...said,
      message: `${lasting} A new generation would not fit what is there.`,
      remedy: "Leave this out. Change it where it is in use first, and give the new one under secrets.given.",
    });
  });
}

function missingSecrets(
  names: readonly string[],
  { file, stack, settings }: SettledDeployment,
): readonly Problem[] {
  const { source, given } = settings.secrets;
  if (source === "generated") return [];
  return names
    .filter((name) => given[name] === undefined)
    .map((name) =>
      error("secret-missing", {
        place: { file },
        path: `arboretum:secrets.given.${name}`,
        message: "Secrets are not generated here, and this one is not given.",
        remedy: setLine(["secrets", "given", name], stack),
      }),
    );
}
