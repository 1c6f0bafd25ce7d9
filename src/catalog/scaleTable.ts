import type { Profile, Sized } from "../settings/sections/scale.ts";

/**
 * How much a row is worth: A measured in production or in a lab, B the word of whoever makes it, C the default of a tool,
 * D an opinion. A minus: measured somewhere smaller, or with something left out.
 */
export type Strength = "A" | "A-" | "B" | "C" | "D";

/** How large one service is in one profile, and who says so. */
export interface Row {
  readonly min: number;
  readonly max: number;
  readonly processes: number;
  readonly cpu: string;
  readonly memory: string;
  readonly strength: Strength;
  readonly source: string;
}

type Rows = Readonly<Record<Profile, Row>>;

const MIT = "MIT Open Learning, production, 2026";
const TUTOR = "defaults of Tutor 17 to 22";
const BEYOND_MIT = "extrapolated from MIT Open Learning, 2026; nobody has measured it";
const BEYOND_ALL =
  "extrapolated twentyfold from MIT Open Learning, 2026; Edly served 50,000 learners in 2023 on 150 cores and published no latencies";
const ESTIMATE = "an estimate: no measurement was found";
const CHART = "defaults of aulasneo's tutor-contrib-k8s 21.0.0: 30 MiB, at most 100 MiB";

/** The same pods, and fewer or more of them. */
const fleet = (
  pod: Pick<Row, "processes" | "cpu" | "memory">,
  replicas: Readonly<Record<Profile, readonly [min: number, max: number]>>,
  evidence: Readonly<Record<Profile, readonly [strength: Strength, source: string]>>,
): Rows => {
  const row = (profile: Profile): Row => {
    const [min, max] = replicas[profile];
    const [strength, source] = evidence[profile];
    return { ...pod, min, max, strength, source };
  };
  return {
    ci: row("ci"),
    small: row("small"),
    medium: row("medium"),
    large: row("large"),
    xlarge: row("xlarge"),
  };
};

const guessed: Readonly<Record<Profile, readonly [Strength, string]>> = {
  ci: ["D", ESTIMATE],
  small: ["D", ESTIMATE],
  medium: ["D", ESTIMATE],
  large: ["D", ESTIMATE],
  xlarge: ["D", ESTIMATE],
};

const measured: Readonly<Record<Profile, readonly [Strength, string]>> = {
  ci: ["C", TUTOR],
  small: ["B", `${MIT}: its smaller installation`],
  medium: ["A-", `${MIT}: its larger installation`],
  large: ["C", BEYOND_MIT],
  xlarge: ["D", BEYOND_ALL],
};

const charted: Readonly<Record<Profile, readonly [Strength, string]>> = {
  ci: ["C", CHART],
  small: ["C", CHART],
  medium: ["C", CHART],
  large: ["D", ESTIMATE],
  xlarge: ["D", ESTIMATE],
};

/**
 * A request to the LMS takes 0.105 s of a process and at most 0.08 s of a CPU, and a process grows to 0.9 GiB beside 0.3 GiB
 * that the pod needs anyway. The rows follow from 0.08 requests a second for each learner at once, and a utilisation of 0.3
 * because service times have a long tail. `medium` reproduces MIT's fleet. Three to ten pods, as production is often asked
 * for, lie between `small` and `medium`: enough for some 350 learners at once.
 */
const lms: Rows = {
  ci: { min: 1, max: 1, processes: 2, cpu: "250m", memory: "2Gi", strength: "C", source: TUTOR },
  small: {
    min: 2,
    max: 6,
    processes: 2,
    cpu: "500m",
    memory: "2Gi",
    strength: "B",
    source: `${TUTOR}, and ${MIT}: 4 pods of 250m for 4.4 requests a second`,
  },
  medium: {
    min: 5,
    max: 28,
    processes: 2,
    cpu: "650m",
    memory: "2Gi",
    strength: "A-",
    source: `${MIT}: 16 pods of 500m for 62 requests a second`,
  },
  large: {
    min: 11,
    max: 70,
    processes: 4,
    cpu: "1300m",
    memory: "4Gi",
    strength: "C",
    source: `${BEYOND_MIT}; a lab of edX saturated at 350 requests a second in 2017`,
  },
  xlarge: {
    min: 42,
    max: 280,
    processes: 4,
    cpu: "1310m",
    memory: "4Gi",
    strength: "D",
    source: BEYOND_ALL,
  },
};

/** A worker of the LMS was measured at 2.1 GiB with two processes. */
const lmsWorker: Rows = {
  ci: { min: 1, max: 1, processes: 1, cpu: "100m", memory: "1Gi", strength: "C", source: TUTOR },
  small: {
    min: 1,
    max: 4,
    processes: 2,
    cpu: "250m",
    memory: "3Gi",
    strength: "B",
    source: `${MIT}: 1 to 10 pods for its smaller installation`,
  },
  medium: {
    min: 1,
    max: 20,
    processes: 2,
    cpu: "250m",
    memory: "3Gi",
    strength: "A-",
    source: `${MIT}: 1 to 20 pods for its larger installation, at most 2.1 GiB`,
  },
  large: { min: 4, max: 40, processes: 2, cpu: "250m", memory: "3Gi", strength: "C", source: BEYOND_MIT },
  xlarge: { min: 16, max: 80, processes: 2, cpu: "250m", memory: "3Gi", strength: "D", source: BEYOND_ALL },
};

const cmsWorker: Rows = {
  ci: { min: 1, max: 1, processes: 1, cpu: "100m", memory: "1Gi", strength: "C", source: TUTOR },
  small: {
    min: 1,
    max: 2,
    processes: 2,
    cpu: "250m",
    memory: "3Gi",
    strength: "B",
    source: `${MIT}: 250m and 2 to 4 GiB`,
  },
  medium: {
    min: 1,
    max: 10,
    processes: 2,
    cpu: "250m",
    memory: "4Gi",
    strength: "A-",
    source: `${MIT}: 250m and 2 to 4 GiB, at most 6 GiB`,
  },
  large: { min: 2, max: 20, processes: 2, cpu: "250m", memory: "4Gi", strength: "C", source: BEYOND_MIT },
  xlarge: { min: 4, max: 20, processes: 2, cpu: "250m", memory: "4Gi", strength: "D", source: BEYOND_ALL },
};

/** Who is how large in which profile. */
export const ROWS: Readonly<Record<Sized, Rows>> = {
  lms,
  // A request to Studio takes 0.2 s of a process.
  cms: fleet(
    { processes: 2, cpu: "500m", memory: "2Gi" },
    { ci: [1, 1], small: [2, 4], medium: [2, 10], large: [3, 10], xlarge: [5, 20] },
    measured,
  ),
  lmsWorker,
  lmsWorkerHigh: fleet(
    { processes: 2, cpu: "250m", memory: "3Gi" },
    { ci: [1, 1], small: [1, 2], medium: [1, 4], large: [2, 10], xlarge: [4, 20] },
    {
      ...guessed,
      large: ["C", BEYOND_MIT],
      xlarge: ["D", BEYOND_ALL],
    },
  ),
  // A problem report of a course of 5,000 learners took 80 minutes.
  lmsWorkerHighMem: fleet(
    { processes: 1, cpu: "1", memory: "4Gi" },
    { ci: [1, 1], small: [1, 1], medium: [1, 3], large: [2, 4], xlarge: [4, 8] },
    { ...measured, medium: ["A-", `${MIT}: 1 CPU and 3 GiB, at most 6 GiB, 1 to 3 pods`] },
  ),
  cmsWorker,
  cmsWorkerLow: fleet(
    { processes: 2, cpu: "250m", memory: "3Gi" },
    { ci: [1, 1], small: [1, 1], medium: [1, 2], large: [1, 4], xlarge: [1, 8] },
    guessed,
  ),
  mfe: fleet(
    { processes: 1, cpu: "50m", memory: "64Mi" },
    { ci: [1, 1], small: [2, 3], medium: [2, 6], large: [3, 12], xlarge: [6, 24] },
    charted,
  ),
  assets: fleet(
    { processes: 1, cpu: "50m", memory: "64Mi" },
    { ci: [1, 1], small: [2, 3], medium: [2, 6], large: [3, 12], xlarge: [6, 24] },
    charted,
  ),
  notes: fleet(
    { processes: 2, cpu: "100m", memory: "512Mi" },
    { ci: [1, 1], small: [1, 2], medium: [2, 4], large: [2, 8], xlarge: [4, 16] },
    guessed,
  ),
  discovery: fleet(
    { processes: 2, cpu: "250m", memory: "1Gi" },
    { ci: [1, 1], small: [1, 2], medium: [2, 4], large: [2, 8], xlarge: [4, 16] },
    guessed,
  ),
  credentials: fleet(
    { processes: 2, cpu: "100m", memory: "768Mi" },
    { ci: [1, 1], small: [1, 2], medium: [2, 4], large: [2, 6], xlarge: [2, 8] },
    guessed,
  ),
  // Its consumer takes each submission once: it does not grow with the load.
  xqueue: fleet(
    { processes: 2, cpu: "100m", memory: "512Mi" },
    { ci: [1, 1], small: [1, 1], medium: [1, 1], large: [1, 1], xlarge: [1, 1] },
    guessed,
  ),
  codejail: fleet(
    { processes: 2, cpu: "100m", memory: "256Mi" },
    { ci: [1, 1], small: [1, 2], medium: [2, 4], large: [4, 8], xlarge: [8, 32] },
    { ...guessed, medium: ["B", `${MIT}: 100m and 256 MiB`] },
  ),
  ecommerce: fleet(
    { processes: 2, cpu: "250m", memory: "1Gi" },
    { ci: [1, 1], small: [1, 2], medium: [2, 4], large: [2, 8], xlarge: [4, 16] },
    guessed,
  ),
  ecommerceWorker: fleet(
    { processes: 2, cpu: "100m", memory: "512Mi" },
    { ci: [1, 1], small: [1, 1], medium: [1, 2], large: [1, 4], xlarge: [2, 8] },
    guessed,
  ),
};
