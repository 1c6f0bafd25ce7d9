import { error, type Problem, warning } from "../documents/problem.ts";
import type { Home, Standing } from "../render/exchange.ts";

/** What is lost for those who use a store when another takes its place, which begins empty. */
const LEFT: Readonly<Record<string, string>> = {
  mysql: "accounts, enrolments and grades stay",
  mongodb: "courses and discussions stay",
  broker: "tasks that wait stay",
  events: "events that nobody has read stay",
  objectStorage: "uploads, submissions and reports stay",
};

/**
 * Stores that are somewhere else than before. Of what a stack registers itself its plan tells (`losses.ts`); this is about servers of
 * others, of which a plan has nothing.
 */
export const moveProblems = (
  before: Standing,
  now: Standing,
  carried: readonly string[],
): readonly Problem[] =>
  before.homes.flatMap((was) => {
    const is = now.homes.find(({ store }) => store === was.store);
    if (is === undefined || carried.includes(carriedAs(was))) return [];
    return moved(was, is).map((problem) => ({ ...problem, stack: now.stack }));
  });

/** How `arboretum:change.carriedOver` calls it. */
const carriedAs = ({ store, driver }: Home): string =>
  store === "objectStorage" ? (driver === "minio" ? "minio" : "buckets") : store;

function moved(was: Home, is: Home): readonly Problem[] {
  const [from, to] = difference(was, is);
  if (from === to) return [];
  const change = `${was.store} was ${from}, and is ${to}`;
  if (was.store === "sessions") {
    return [warning("sessions-forgotten", { message: `${change}: everybody has to log in again.` })];
  }
  const left = LEFT[was.store];
  if (left === undefined) return [];
  return [
    error("store-moved", {
      message: `${change}: the new one begins empty, and ${left} where they were.`,
      remedy: `Carry the data over as docs/stores.md says, and add ${carriedAs(was)} to arboretum:change.carriedOver. Or go back to ${from}.`,
    }),
  ];
}

/** What is different, as it was and as it is. */
function difference(was: Home, is: Home): readonly [string, string] {
  const elsewhere = !was.own && (was.driver !== is.driver || was.at !== is.at);
  if (elsewhere) return [placeOf(was), placeOf(is)];
  // Buckets of Amazon are resources, and under another name they are told as such.
  if (was.driver !== is.driver || was.driver === "s3") return ["", ""];
  const [purpose] = Object.keys(was.names).filter((one) => is.names[one] && is.names[one] !== was.names[one]);
  return purpose ? [`called ${was.names[purpose]}`, `called ${is.names[purpose]}`] : ["", ""];
}

const placeOf = ({ driver, at }: Home): string => (at === "" ? driver : `${driver} at ${at}`);
