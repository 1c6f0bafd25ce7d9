import { error, type Problem } from "../../documents/problem.ts";
import type { Answers, ImageLock } from "../../releases/lock.ts";
import type { Answered } from "./ask.ts";
import type { Wanted } from "./wanted.ts";

/** One answer beside what is locked. */
export interface Found {
  readonly kind: Wanted["kind"];
  readonly name: string;
  readonly locked?: string;
  readonly digest?: string;
}

/** What registries answered beside what is locked. */
export interface Comparison {
  readonly new: readonly Found[];
  readonly same: readonly Found[];
  /** The same name has another content now. */
  readonly moved: readonly Found[];
  /** Locked, and no stack asks for it any more. */
  readonly unused: readonly Found[];
  readonly failed: readonly (Found & { readonly message: string; readonly remedy: string })[];
}

const SECTIONS = { image: "digests", chart: "charts" } as const;
const KINDS = ["image", "chart"] as const;

/** `all`: every stack was asked, so that whatever is beside is for nothing. */
export function compared(
  answered: readonly Answered[],
  { answers }: ImageLock,
  { all }: { readonly all: boolean },
): Comparison {
  const lockedOf = ({ kind, name }: Wanted): Pick<Found, "locked"> => {
    const locked = answers[SECTIONS[kind]][name];
    return locked === undefined ? {} : { locked };
  };
  const found = answered.flatMap((one) =>
    "digest" in one ? [{ kind: one.kind, name: one.name, digest: one.digest, ...lockedOf(one) }] : [],
  );
  const asked = new Set(answered.map(({ kind, name }) => `${kind} ${name}`));
  const beside = KINDS.flatMap((kind) =>
    Object.entries(answers[SECTIONS[kind]])
      .filter(([name]) => !asked.has(`${kind} ${name}`))
      .map(([name, locked]) => ({ kind, name, locked })),
  );
  return {
    new: found.filter(({ locked }) => locked === undefined),
    same: found.filter(({ locked, digest }) => locked === digest),
    moved: found.filter(({ locked, digest }) => locked !== undefined && locked !== digest),
    unused: all ? beside : [],
    failed: answered.flatMap((one) =>
      "refusal" in one
        ? [
            {
              kind: one.kind,
              name: one.name,
              ...lockedOf(one),
              message: one.refusal.message,
              remedy: one.refusal.remedy,
            },
          ]
        : [],
    ),
  };
}

/** The lock with what is new, without what is for nothing, and with what has moved only where somebody says so. */
export function answersAfter(
  { answers }: ImageLock,
  { new: fresh, moved, unused }: Comparison,
  takesMoved: boolean,
): Answers {
  const taken = [...fresh, ...(takesMoved ? moved : [])];
  const section = (kind: Found["kind"]) => {
    const gone = new Set(unused.filter((one) => one.kind === kind).map(({ name }) => name));
    const kept = Object.entries(answers[SECTIONS[kind]]).filter(([name]) => !gone.has(name));
    const added = taken.flatMap((one): (readonly [string, string])[] =>
      one.kind === kind && one.digest !== undefined ? [[one.name, one.digest]] : [],
    );
    return Object.fromEntries([...new Map([...kept, ...added])].sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return { digests: section("image"), charts: section("chart") };
}

const STILL = {
  image: "What is locked goes on running.",
  chart: "Helm would install what is there now.",
} as const;

/** What somebody has to look at. Whoever only checks is told of what is not written yet as well. */
export function problemsIn(
  { new: fresh, moved, unused, failed }: Comparison,
  { file }: ImageLock,
  { update, check }: { readonly update: boolean; readonly check: boolean },
): readonly Problem[] {
  const at = ({ kind, name }: Found) => ({ place: { file }, path: `${SECTIONS[kind]}.${name}` });
  return [
    ...failed.map((one) =>
      error("registry-refuses", { ...at(one), message: one.message, remedy: one.remedy }),
    ),
    ...(update
      ? []
      : moved.map((one) =>
          error("digest-moved", {
            ...at(one),
            message: `It is ${one.digest} now, and ${one.locked} is locked. ${STILL[one.kind]}`,
            remedy:
              "Ask whoever publishes it why. If it is meant to be, `arboretum lock --update` takes it over.",
          }),
        )),
    ...(check
      ? [
          ...fresh.map((one) =>
            error("digest-unlocked", {
              ...at(one),
              message: `It is ${one.digest}, and nothing is locked.`,
              remedy: "Run `arboretum lock`.",
            }),
          ),
          ...unused.map((one) =>
            error("digest-unused", {
              ...at(one),
              message: "No stack asks for it any more.",
              remedy: "Run `arboretum lock`, which takes it out.",
            }),
          ),
        ]
      : []),
  ];
}
