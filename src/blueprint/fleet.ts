import { CORES_PER_LEARNER, learnersCarried, mostCores } from "../catalog/learners.ts";
import { millicoresOf } from "../vocabulary/quantity.ts";
import { most, type Process } from "../vocabulary/workload.ts";
import { connectionsAccepted, databaseConnections, processesOf } from "./capacity.ts";
import type { DeploymentBlueprint, Service } from "./model.ts";

/** Pods that an autoscaler moves by their processor, and what learners make of them. */
export interface Crew {
  /** Name of its Deployment. */
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

/** Pods that hold connections to MySQL. */
export interface Holder {
  readonly name: string;
  readonly namespace: string;
  /** Of each pod. */
  readonly connections: number;
}

/** Pods whose work nobody may cut off. */
export interface Steady {
  readonly name: string;
  readonly namespace: string;
  /** Seconds that each is given to finish. */
  readonly grace: number;
}

/** A deployment on the busiest day that somebody expects. */
export interface Fleet {
  readonly crews: readonly Crew[];
  readonly holders: readonly Holder[];
  readonly steady: readonly Steady[];
  /** Connections that MySQL accepts, and how many there are when everything is at its most. */
  readonly connections: { readonly accepted: number; readonly most: number };
  /** Learners at once whom the LMS carries with all of its pods at their target. */
  readonly carries: number;
}

/**
 * What so many learners at once make of a deployment. What the LMS uses was measured. Of the others nobody knows: each is taken to be as
 * busy as the LMS, measured by what its pods carry at their most.
 */
export function fleetOf({ services, stores }: DeploymentBlueprint, learners: number): Fleet {
  const placed = services.flatMap((service) =>
    processesOf([service]).map((process) => ({ service, process })),
  );
  const lms = placed.find(({ process }) => process.name === "lms")?.process;
  const capacity = lms === undefined ? 0 : mostCores(podsOf(lms));
  const busy = capacity === 0 ? 0 : (learners * CORES_PER_LEARNER) / capacity;
  return {
    crews: placed.flatMap(({ service, process }) => crewOf(service, process, busy)),
    holders: placed.map(({ service: { namespace, databases }, process: { name, processes } }) => ({
      name,
      namespace,
      connections: processes * databases.length,
    })),
    steady: services.flatMap(({ namespace, workers }) =>
      workers
        .filter(({ evictable }) => !evictable)
        .map(({ name, pod: { grace } }) => ({ name, namespace, grace })),
    ),
    connections: {
      accepted: connectionsAccepted(stores),
      most: databaseConnections(services),
    },
    carries: lms === undefined ? 0 : learnersCarried(podsOf(lms)),
  };
}

const podsOf = ({ scaling, pod }: Process) => ({
  max: most(scaling),
  cpu: pod.resources.cpu.request,
  target: scaling.by === "cpu" ? scaling.target : 100,
});

function crewOf({ namespace }: Service, process: Process, busy: number): readonly Crew[] {
  const { name, scaling, pod } = process;
  if (scaling.by !== "cpu") return [];
  const { min, max, target } = scaling;
  const cores = millicoresOf(pod.resources.cpu.request) / 1000;
  return [
    { name, namespace, min, max, cores, target: target / 100, peak: busy * mostCores(podsOf(process)) },
  ];
}
