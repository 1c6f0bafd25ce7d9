import type { Profile } from "../settings/sections/scale.ts";
import { millicoresOf } from "../vocabulary/quantity.ts";
import { sizeOf } from "./scale.ts";
import { ROWS } from "./scaleTable.ts";

/** Requests a second that a learner who is there makes. An assumption: 0.04 to 0.15 were seen, and 0.2 in exams. */
export const REQUESTS_PER_LEARNER = 0.08;

/** Seconds of a processor that a request to the LMS takes: MIT Open Learning, production, 2026. The upper side of what was measured. */
const CPU_PER_REQUEST = 0.08;

/** Cores of the LMS that each learner keeps busy. */
export const CORES_PER_LEARNER = REQUESTS_PER_LEARNER * CPU_PER_REQUEST;

/** Pods of one kind: how many at most, how much processor each asks for, and what percentage of that an autoscaler keeps them at. */
export interface Pods {
  readonly max: number;
  /** As a Kubernetes quantity. */
  readonly cpu: string;
  readonly target: number;
}

/** Cores that such pods use at their most, each at its target. */
export const mostCores = ({ max, cpu, target }: Pods): number =>
  (max * millicoresOf(cpu) * target) / 1000 / 100;

/** Learners at once that an LMS of this size carries. */
export const learnersCarried = (lms: Pods): number => Math.floor(mostCores(lms) / CORES_PER_LEARNER);

/** Seconds that a request to the LMS occupies a process: MIT Open Learning, production, 2026. */
const SECONDS_PER_REQUEST = 0.105;

/** Share of their time that processes may be occupied: service times have a long tail, and this reproduces MIT's fleet. */
const OCCUPIED = 0.3;

/** Learners at once whose requests so many processes answer without making them wait. */
export const learnersAnswered = (processes: number): number =>
  Math.floor((processes * OCCUPIED) / (SECONDS_PER_REQUEST * REQUESTS_PER_LEARNER));

const unchanged = Object.fromEntries(Object.keys(ROWS).map((service) => [service, {}])) as Readonly<
  Record<keyof typeof ROWS, object>
>;

/** The smallest profile whose LMS carries so many learners at once; the largest where none does. */
export function profileFor(learners: number): Profile {
  const carries = (profile: Profile) =>
    learnersCarried(sizeOf("lms", { ...unchanged, profile, acceptUnmeasured: true })) >= learners;
  const profiles = Object.keys(ROWS.lms) as Profile[];
  return profiles.find(carries) ?? "xlarge";
}
