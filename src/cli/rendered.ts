import type { Composition } from "../blueprint/compose.ts";
import { toldOf } from "../blueprint/relied.ts";
import { isError, type Problem } from "../documents/problem.ts";
import { check } from "../policies/check.ts";
import type { Mode, Rendering, RenderRequest } from "../render/rendering.ts";
import { rsaKeyOf } from "../render/rsa.ts";
import { bytesOf } from "../render/standIn.ts";
import { type EngineConfiguration, engineConfiguration, standInOf } from "../settings/engine.ts";

/** A stack that was composed and, where nothing was wrong with it, rendered. */
export interface Rendered {
  readonly composition: Composition;
  readonly rendering?: Rendering;
  /** Everything that is wrong with this stack. */
  readonly problems: readonly Problem[];
}

type Surroundings = EngineConfiguration & Required<Pick<RenderRequest, "references">>;

/** What the embedded engine knows of a stack beside its program: its configuration, and a platform that was deployed as its file says. */
export function surroundingsOf(composition: Composition, project: string): Surroundings {
  const { blueprint } = composition;
  const platform = blueprint?.kind === "deployment" ? blueprint.platform : undefined;
  const references = platform ? { [`organization/${project}/${platform.stack}`]: toldOf(platform) } : {};
  return { ...configurationFor(composition), references };
}

/** A key that somebody gives has to be one, or nothing follows from it. */
function configurationFor({ loaded, blueprint }: Composition): EngineConfiguration {
  const given = blueprint?.kind === "deployment" ? blueprint.secrets : [];
  const keys = given.flatMap(({ shape, source }) => {
    if (source === "generated") return [];
    const standIn = standInOf(source.path);
    if (shape.kind === "ed25519") return [[source.path, bytesOf(32, standIn).toString("base64")] as const];
    return shape.kind === "rsa" ? [[source.path, rsaKeyOf(standIn, shape.bits).privateKeyPem] as const] : [];
  });
  return engineConfiguration(loaded, new Map(keys));
}

/** What renders a composition. The engine and the components load with the first use: they are most of the start-up. */
export type Renderer = (composition: Composition) => Promise<Rendered>;

export async function renderer(project: string, root: string, mode: Mode): Promise<Renderer> {
  const [{ render }, { program }] = await Promise.all([
    import("../render/engine.ts"),
    import("../program.ts"),
  ]);
  return async (composition) => {
    const { stack, blueprint, problems } = composition;
    if (blueprint === undefined || problems.some(isError)) return { composition, problems };
    const rendering = await render({
      project,
      stack,
      root,
      mode,
      ...surroundingsOf(composition, project),
      program: () => program(blueprint),
    });
    const broken = rendering.problems.length > 0 || mode === "preview";
    const refused = broken ? [] : check(rendering, blueprint);
    return { composition, rendering, problems: [...problems, ...rendering.problems, ...refused] };
  };
}
