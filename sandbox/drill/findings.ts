import { compression, hourAt, presenceAt } from "./day.ts";
import type { Crew, DrillOrder } from "./order.ts";
import type { Sample, Watched } from "./watch.ts";

/** Something that a day shows, and whether it is as it has to be. */
export interface Finding {
  readonly what: string;
  readonly holds: boolean;
  readonly says: string;
}

/** Pods that a crew needs at a moment, with each at its target: none more than it may have. */
export const neededOf = ({ peak, cores, target, min, max }: Crew, part: number): number =>
  Math.min(max, Math.max(min, Math.ceil((presenceAt(part) * peak) / (cores * target))));

/** What part of its request each pod uses. */
export const usedOf = ({ peak, cores }: Crew, part: number, ready: number): number =>
  ready === 0 ? 0 : (presenceAt(part) * peak) / (cores * ready);

/** An autoscaler looks every second, then pods start, then they count. It has followed when it is there after so many looks. */
const LOOKS = 8;

export function findingsOf(order: DrillOrder, watched: Watched): readonly Finding[] {
  return [
    carries(order),
    follows(order, watched),
    calm(order, watched),
    comesDown(order, watched),
    quotaLets(watched),
    hasRoom(watched),
    connects(order, watched),
    ...(order.steady.length > 0 ? [finishes(order, watched)] : []),
  ];
}

const figure = (number: number): string => Math.round(number).toLocaleString("en");
const percent = (part: number): string => `${Math.round(part * 100)} %`;
const clock = (part: number): string => {
  const minutes = Math.round(hourAt(part) * 60) % (24 * 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
};

function carries({ learners, carries: most, crews }: DrillOrder): Finding {
  const lms = crews.find(({ name }) => name === "lms");
  const used = lms ? percent((lms.peak / (lms.cores * lms.max)) * 1) : "";
  const what = "It carries the learners";
  if (learners <= most) return { what, holds: true, says: `The LMS carries ${figure(most)} at once.` };
  const needed = lms
    ? ` It would take ${figure(lms.peak / (lms.cores * lms.target))} pods, and it may have ${lms.max}.`
    : "";
  return {
    what,
    holds: false,
    says: `The LMS is the first to saturate, at ${figure(most)} learners: from there on each pod uses more than its target, at the peak ${used} of its request.${needed}`,
  };
}

/** The longest time for which something is true without a pause, as a part of the day, and when it began. */
function longest(samples: readonly Sample[], isSo: (sample: Sample) => boolean) {
  let best = { length: 0, began: 0 };
  let began: number | undefined;
  for (const sample of samples) {
    if (!isSo(sample)) began = undefined;
    else {
      began ??= sample.part;
      if (sample.part - began > best.length) best = { length: sample.part - began, began };
    }
  }
  return best;
}

function follows({ crews, seconds }: DrillOrder, { samples }: Watched): Finding {
  const lags = crews.map((crew) => ({
    crew,
    ...longest(samples, ({ part, crews: states }) => {
      const ready = states[crew.name]?.ready ?? 0;
      // Above what it asks for, though there could be more of it.
      return ready < crew.max && usedOf(crew, part, ready) > 1;
    }),
  }));
  const worst = lags.reduce((one, other) => (other.length > one.length ? other : one), {
    crew: crews[0],
    length: 0,
    began: 0,
  });
  const what = "Autoscalers follow";
  if (worst.length === 0) return { what, holds: true, says: "No pod had to do more than it asks for." };
  const looks = worst.length * seconds;
  return {
    what,
    holds: looks <= LOOKS,
    says: `The longest that pods did more than they ask for: ${worst.crew?.name}, from ${clock(worst.began)}, for ${looks.toFixed(1)} s, as many looks of its autoscaler. Elsewhere it looks every 15 s: there these are ${Math.ceil(looks) * 15} s.`,
  };
}

const HOUR = 1 / 24;

/** Times that a crew turned round within an hour, though its load had not. An autoscaler sees a load a while after it turned. */
function flapsOf(crew: Crew, samples: readonly Sample[]): readonly string[] {
  const flaps: string[] = [];
  let last: { readonly way: number; readonly part: number } | undefined;
  for (const [index, { part, crews }] of samples.entries()) {
    const before = samples[index - 1]?.crews[crew.name]?.wanted;
    const now = crews[crew.name]?.wanted ?? 0;
    if (before === undefined || now === before) continue;
    const way = Math.sign(now - before);
    const isTurn = last !== undefined && way !== last.way && part - last.part < HOUR;
    if (last !== undefined && isTurn && !turnsBetween(last.part - 2 * HOUR, part))
      flaps.push(`${crew.name} at ${clock(part)}`);
    last = { way, part };
  }
  return flaps;
}

/** Whether the load itself turned in between. */
function turnsBetween(from: number, to: number): boolean {
  const steps = Array.from({ length: 21 }, (_, index) => presenceAt(from + ((to - from) * index) / 20));
  const ways = steps.slice(1).map((value, index) => Math.sign(value - (steps[index] ?? value)));
  return ways.some((way) => way > 0) && ways.some((way) => way < 0);
}

function calm({ crews }: DrillOrder, { samples }: Watched): Finding {
  const flaps = crews.flatMap((crew) => flapsOf(crew, samples));
  return {
    what: "Nothing flaps",
    holds: flaps.length === 0,
    says:
      flaps.length === 0
        ? "No autoscaler turned round without its load."
        : `Autoscalers turned round without their load: ${flaps.join(", ")}.`,
  };
}

function comesDown({ crews }: DrillOrder, { samples }: Watched): Finding {
  const last = samples.at(-1);
  const late = crews.filter((crew) => {
    const most = Math.max(...samples.map(({ crews: states }) => states[crew.name]?.ready ?? 0));
    const now = last?.crews[crew.name]?.ready ?? most;
    return now > crew.min + Math.max(1, 0.1 * (most - crew.min));
  });
  const ends = crews.map(({ name, min }) => `${name} ${last?.crews[name]?.ready ?? 0} of at least ${min}`);
  return {
    what: "The night is cheap",
    holds: late.length === 0,
    says:
      late.length === 0
        ? `When the day ends everything is near its fewest: ${ends.join(", ")}.`
        : `When the day ends there are still more than needed: ${ends.join(", ")}.`,
  };
}

/** Two pods that come in the same moment count on the same quota: the second is made a moment later. That is not what is asked about. */
const isExceeded = (message: string): boolean => message.includes("exceeded quota");

function quotaLets({ refused, samples }: Watched): Finding {
  const most = Math.max(0, ...samples.map(({ quota }) => quota));
  const exceeded = refused.filter(isExceeded);
  const others = refused.filter((message) => !isExceeded(message) && !message.includes("has been modified"));
  return {
    what: "The quota never blocks",
    holds: exceeded.length + others.length === 0,
    says:
      exceeded.length + others.length === 0
        ? `No pod was refused; at most ${percent(most)} of it were used.`
        : `Pods were refused: ${[...exceeded, ...others].slice(0, 3).join("; ")}`,
  };
}

function hasRoom({ unscheduled }: Watched): Finding {
  return {
    what: "Machines have room",
    holds: unscheduled.length === 0,
    says: unscheduled.length === 0 ? "No pod waited for a machine." : unscheduled.slice(0, 3).join("; "),
  };
}

function connects({ connections: { accepted, most } }: DrillOrder, { samples }: Watched): Finding {
  const peak = Math.max(0, ...samples.map(({ connections }) => connections));
  return {
    what: "Connections stay in their budget",
    holds: peak <= most && most <= accepted,
    says: `At most ${figure(peak)} to MySQL, of ${figure(most)} that were reckoned with and ${figure(accepted)} that it accepts.`,
  };
}

function finishes({ steady, seconds }: DrillOrder, { ended, samples }: Watched): Finding {
  const cut = ended.filter(({ crew, grace }) =>
    steady.some(({ name, grace: due }) => name === crew && grace < due),
  );
  const names = steady.map(({ name, grace }) => `${name} (${(grace / 3600).toFixed(1)} h)`).join(", ");
  const gone = samples.filter(({ crews }) => steady.some(({ name }) => crews[name]?.ready === 0));
  return {
    what: "Long work is not cut off",
    holds: cut.length === 0 && gone.length === 0,
    says:
      cut.length === 0
        ? `${names}: ${ended.length} pods were asked to end, each with all the time that its work may take. The day passed ${figure(compression(seconds))} times as fast.`
        : `These were given too little time: ${cut.map(({ pod, grace }) => `${pod} ${grace} s`).join(", ")}.`,
  };
}
