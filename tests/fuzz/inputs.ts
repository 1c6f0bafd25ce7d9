import { mutated } from "./mutate.ts";
import { type ProjectName, targets } from "./project.ts";
import { Draw } from "./random.ts";

export interface Input {
  readonly project: ProjectName;
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The input of this number: always the same for the same seed. */
export function inputOf(seed: number, index: number): Input {
  const draw = new Draw(seed, index);
  const { project, file, seeds } = draw.of(targets);
  return { project, file, bytes: mutated(seeds, draw) };
}
