import type { Rendering } from "../../src/render/rendering.ts";
import type { Definitions } from "../definitions.ts";

/** Pods that an autoscaler moves by their processor. */
export interface Crew {
  readonly name: string;
  readonly namespace: string;
  readonly min: number;
  readonly max: number;
  /** Cores that each pod asks for, and the part of them that the autoscaler keeps it at. */
  readonly cores: number;
  readonly target: number;
  /** Cores that all of them would use at the peak. */
  readonly peak: number;
}

/** What a drill is about. */
export interface DrillOrder {
  /** How the page calls it: `production, profile large`. */
  readonly title: string;
  readonly learners: number;
  /** Requests a second of each learner. */
  readonly requests: number;
  /** Learners whom the deployment carries with every pod at its target. */
  readonly carries: number;
  readonly rendering: Rendering;
  /** What has to be there before: the platform. */
  readonly before: readonly Rendering[];
  readonly definitions?: Definitions;
  readonly crews: readonly Crew[];
  readonly holders: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly connections: number;
  }[];
  readonly connections: { readonly accepted: number; readonly most: number };
  readonly steady: readonly { readonly name: string; readonly namespace: string; readonly grace: number }[];
  /** Thousandths of a processor, bytes and pods that everything asks for at its most. */
  readonly demand: { readonly cpu: number; readonly memory: number; readonly pods: number };
  /** How many seconds the day takes. */
  readonly seconds: number;
}
