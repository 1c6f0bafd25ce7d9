import { chartDigest, imageDigest } from "../registry/digests.ts";
import { RegistryRefusal } from "../registry/refused.ts";
import type { Registries } from "../registry/registries.ts";
import type { Patience } from "../registry/web.ts";
import { type Place, placeText, type Wanted } from "./wanted.ts";

/** What came of a question: the content, or why nobody knows. */
export type Answered = Wanted & ({ readonly digest: string } | { readonly refusal: RegistryRefusal });

/** Registries count how often one asks, and few machines gain from more. */
const AT_ONCE = 8;

export async function askAll(
  wanted: readonly Wanted[],
  registries: Registries,
  patience: Patience,
  progress: (doing: string) => void,
): Promise<readonly Answered[]> {
  const answers: Answered[] = [];
  const left = wanted.map((one, index) => ({ one, index }));
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      progress(`Asking for ${next.one.name}, ${next.index + 1} of ${wanted.length}`);
      answers[next.index] = await answerOf(next.one, registries, patience);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

async function answerOf(wanted: Wanted, registries: Registries, patience: Patience): Promise<Answered> {
  try {
    const digests = await Promise.all(
      wanted.places.map(async (place) => ({ place, digest: await ask(place, registries, patience) })),
    );
    const [first] = digests;
    if (first === undefined) throw new Error(`nobody says where ${wanted.name} is`);
    const other = digests.find(({ digest }) => digest !== first.digest);
    if (other === undefined) return { ...wanted, digest: first.digest };
    return { ...wanted, refusal: differing(first, other) };
  } catch (cause) {
    if (!(cause instanceof RegistryRefusal)) throw cause;
    return { ...wanted, refusal: cause };
  }
}

const ask = (place: Place, registries: Registries, patience: Patience): Promise<string> =>
  place.kind === "image"
    ? imageDigest(registries, place.image, patience)
    : chartDigest(registries, place.chart, patience);

interface Told {
  readonly place: Place;
  readonly digest: string;
}

const differing = (one: Told, other: Told): RegistryRefusal =>
  new RegistryRefusal(
    `${placeText(one.place)} is ${one.digest}, and ${placeText(other.place)} is ${other.digest}.`,
    "Copy it once more to the mirror that is behind.",
  );
