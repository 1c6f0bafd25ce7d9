import type { Values } from "../../src/render/rendering.ts";

/** Scanners that nobody here wrote. */
export type Scanner = "monokle" | "kube-score" | "checkov";

/** An object as it would be applied, and whose it is. */
export interface ScannedObject {
  /** Project and stack: `arboretum/qa`. */
  readonly stack: string;
  readonly kind: string;
  /** Empty for what lives in no namespace. */
  readonly namespace: string;
  readonly name: string;
  /** How few replicas of it ever run, where an autoscaler decides that. */
  readonly least?: number;
  readonly manifest: Values;
}

/** What a scanner holds against an object. */
export interface Finding {
  readonly scanner: Scanner;
  /** Its own id of the check. */
  readonly rule: string;
  readonly object: ScannedObject;
  readonly says: string;
}

/** `arboretum/qa: StatefulSet academy-qa/mysql` */
export const placeOf = ({ stack, kind, namespace, name }: ScannedObject): string =>
  `${stack}: ${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;

/** One line for a person. */
export const findingText = ({ scanner, rule, object, says }: Finding): string =>
  `${placeOf(object)}: ${scanner} ${rule}: ${says}`;
