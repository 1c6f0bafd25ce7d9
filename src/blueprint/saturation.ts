import { learnersAnswered, learnersCarried } from "../catalog/learners.ts";
import { most, type Web } from "../vocabulary/workload.ts";
import { connectionsAccepted, databaseConnections, SHARE_OF_CONNECTIONS } from "./capacity.ts";
import type { DeploymentBlueprint } from "./model.ts";

/** Something that gives way when learners come, and how many it carries. */
export interface Bound {
  /** `processes of the LMS` */
  readonly what: string;
  /** Learners at once. */
  readonly learners: number;
  /** What to write for more. */
  readonly more: string;
}

/** Connections to MySQL when everything runs at its most, and how many there may be. */
export interface Connections {
  readonly most: number;
  readonly allowed: number;
}

const TARGET_WITHOUT_AUTOSCALER = 100;

/** What gives way, the first first. Only what has been measured is here: nobody has published memory of Redis or tables per learner. */
export function saturation({ services }: DeploymentBlueprint): readonly Bound[] {
  const web = services.find(({ name }) => name === "lms")?.web;
  return web === undefined ? [] : boundsOf(web).toSorted((a, b) => a.learners - b.learners);
}

function boundsOf({ scaling, processes, pod }: Web): Bound[] {
  const max = most(scaling);
  const target = scaling.by === "cpu" ? scaling.target : TARGET_WITHOUT_AUTOSCALER;
  return [
    {
      what: "processes of the LMS",
      learners: learnersAnswered(max * processes),
      more: "Raise arboretum:scale.lms.processes or scale.lms.replicas.max.",
    },
    {
      what: "processors of the LMS",
      learners: learnersCarried({ max, cpu: pod.resources.cpu.request, target }),
      more: "Raise arboretum:scale.lms.cpu or scale.lms.replicas.max.",
    },
  ];
}

export function connectionsOf({ services, stores }: DeploymentBlueprint): Connections {
  return {
    most: databaseConnections(services),
    allowed: Math.floor(connectionsAccepted(stores) * SHARE_OF_CONNECTIONS),
  };
}
