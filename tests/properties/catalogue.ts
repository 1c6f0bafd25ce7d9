import { buckets } from "./holds/buckets.ts";
import { capacity } from "./holds/capacity.ts";
import { monotony } from "./holds/monotony.ts";
import { names } from "./holds/names.ts";
import { network } from "./holds/network.ts";
import { pods } from "./holds/pods.ts";
import { references } from "./holds/references.ts";
import { refusals } from "./holds/refusals.ts";
import { rendering } from "./holds/rendering.ts";
import { secrets } from "./holds/secrets.ts";
import { stability } from "./holds/stability.ts";
import { upgrades } from "./holds/upgrades.ts";
import { yaml } from "./holds/yaml.ts";
import type { Property } from "./property.ts";

/** One subject of which we know how such programs break. */
export interface Subject {
  readonly about: string;
  readonly properties: readonly Property[];
  /** Files beside this one that hold the same subject in another way. */
  readonly beside?: readonly string[];
}

/** Everything that has to hold for every stack that is right, whatever it says. */
export const catalogue: readonly Subject[] = [
  { about: "Rendering is total, deterministic and independent of order", properties: rendering },
  { about: "All references resolve", properties: references },
  {
    about: "Every pod meets the checklist, and waivers are exact",
    properties: pods,
    beside: ["tests/policies/rules.test.ts"],
  },
  {
    about: "Names are valid and nobody else's",
    properties: names,
    beside: ["tests/stacks/everyStack.test.ts"],
  },
  {
    about: "The network is the connection table, in both directions",
    properties: network,
    beside: ["tests/policies/reachability.test.ts"],
  },
  {
    about: "Buckets and accounts are those of one deployment",
    properties: buckets,
    beside: ["tests/catalog/sharedBuckets.test.ts"],
  },
  { about: "Capacity suffices at the peak", properties: capacity },
  {
    about: "Larger is never smaller, and later stages are never more careless",
    properties: monotony,
    beside: ["tests/properties/stages.test.ts"],
  },
  { about: "A change of one thing changes that thing", properties: stability },
  {
    about: "Secrets stay secret, and live as long as their generation",
    properties: secrets,
    beside: ["tests/secrets/sentinel.test.ts", "tests/stacks/everyStack.test.ts"],
  },
  { about: "Upgrades keep what is kept", properties: upgrades },
  {
    about: "What is wrong is refused by its name",
    properties: refusals,
  },
  { about: "YAML comes back as it was", properties: yaml, beside: ["tests/documents/yaml.test.ts"] },
  {
    about: "Whatever sequence of changes and failures there is, what is protected survives",
    properties: [],
    beside: ["tests/properties/life.test.ts"],
  },
];
