import type { Context } from "../catalog/context.ts";
import { OCTAVE, profilesOf } from "../catalog/notebooks/profiles.ts";
import { HUB, notebooksOf } from "../catalog/notebooks/settings.ts";
import { error, type Problem } from "../documents/problem.ts";
import type { SettledDeployment } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import { bytesOf, millicoresOf } from "../vocabulary/quantity.ts";
import type { Draft } from "./draft.ts";

/** What stands against notebooks as they are said. */
export function notebookProblems({ context, loaded }: Draft): readonly Problem[] {
  if (!context.has(HUB)) return context.settings.notebooks === undefined ? [] : [withoutHub(loaded)];
  return [
    ...withoutHost(context, loaded),
    ...withoutImage(context, loaded),
    ...unknownDefault(context, loaded),
    ...contradicting(context, loaded),
    ...reserved(context, loaded),
    ...roles(context, loaded),
  ];
}

const withoutHub = (loaded: SettledDeployment): Problem =>
  error("notebooks-absent", {
    ...saidAt(loaded, ["notebooks"]),
    message: "Nothing reads this: the map has no jupyterhub for this deployment.",
    remedy: "Add it: applications: { add: [jupyterhub] }, and octave beside it for Octave.",
  });

const withoutHost = ({ settings }: Context, loaded: SettledDeployment): readonly Problem[] =>
  settings.edge.notebooks === undefined
    ? [
        error("notebooks-host", {
          place: { file: loaded.file },
          path: "arboretum:edge.notebooks",
          message: "The map has jupyterhub, and nobody has said at which host it answers.",
          remedy: `Write one that is not below ${settings.edge.domain}, whose cookies code of learners must not see: edge: { notebooks: notebooks.example.edu }.`,
        }),
      ]
    : [];

const withoutImage = (context: Context, loaded: SettledDeployment): readonly Problem[] =>
  profilesOf(context)
    .filter(({ image }) => image === "")
    .map(({ name }) =>
      error("profile-without-image", {
        ...saidAt(loaded, ["notebooks", "profiles", name]),
        message: `The profile ${name} has no image.`,
        remedy:
          name === OCTAVE
            ? "Add octave to the applications of the map, or name an image here."
            : "Name one with JupyterLab: image: ghcr.io/university/notebook-r:4.5.",
      }),
    );

function unknownDefault(context: Context, loaded: SettledDeployment): readonly Problem[] {
  const names = profilesOf(context).map(({ name }) => name);
  const wanted = notebooksOf(context.settings).default;
  if (names.length === 0) {
    return [
      error("profiles-none", {
        ...saidAt(loaded, ["notebooks", "profiles"]),
        message: "There is no profile that a learner could start.",
        remedy: "Leave `off` out of one, or name one of your own with its image.",
      }),
    ];
  }
  if (names.includes(wanted)) return [];
  return [
    error("profile-unknown", {
      ...saidAt(loaded, ["notebooks", "default"]),
      message: `There is no profile ${wanted}.`,
      remedy: `One of: ${names.join(", ")}`,
    }),
  ];
}

const AMOUNTS = { cpu: millicoresOf, memory: bytesOf } as const;

/** The API server refuses a pod that is promised more than it may take. */
const contradicting = (context: Context, loaded: SettledDeployment): readonly Problem[] =>
  profilesOf(context).flatMap((profile) =>
    (["cpu", "memory"] as const).flatMap((kind) => {
      const { request, limit } = profile[kind];
      if (AMOUNTS[kind](request) <= AMOUNTS[kind](limit)) return [];
      return [
        error("profile-contradicts", {
          ...saidAt(loaded, ["notebooks", "profiles", profile.name, kind]),
          message: `A server of ${profile.name} is sure of ${request} and may take ${limit}.`,
          remedy: "Write a limit that is at least the request.",
        }),
      ];
    }),
  );

/** Labels below these a kubelet may not give its own node, so that a new node of a pool would never have them. */
const RESERVED = /(?:^|\.)(?:kubernetes|k8s)\.io\//;
/** Those that it may: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction */
const ALLOWED = [
  "kubernetes.io/hostname",
  "kubernetes.io/arch",
  "kubernetes.io/os",
  "node.kubernetes.io/instance-type",
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
];

const mayKubelet = (label: string): boolean =>
  !RESERVED.test(label) ||
  ALLOWED.includes(label) ||
  /^(?:[a-z0-9-]+\.)*(?:kubelet|node)\.kubernetes\.io\//.test(label);

function reserved(context: Context, loaded: SettledDeployment): readonly Problem[] {
  const { pool } = notebooksOf(context.settings);
  return Object.keys(pool?.labels ?? {})
    .filter((label) => !mayKubelet(label))
    .map((label) =>
      error("pool-label-reserved", {
        ...saidAt(loaded, ["notebooks", "pool", "labels", label]),
        message: `A node cannot give itself the label ${label}: the API server refuses it of a kubelet, and new nodes of the pool would stay without.`,
        remedy:
          "Write one of your own domain, or hub.jupyter.org/node-purpose: user, and give the nodes the same.",
      }),
    );
}

/** A role is taken on with a token of the pod, and pods of learners have none. */
function roles({ settings }: Context, loaded: SettledDeployment): readonly Problem[] {
  const { objectStorage } = settings;
  if (objectStorage.driver !== "s3" || objectStorage.access.by !== "roles") return [];
  if (notebooksOf(settings).bucket === "none") return [];
  return [
    error("notebooks-keyless", {
      ...saidAt(loaded, ["notebooks", "bucket"]),
      message:
        "Pods get to their buckets by roles here, which they take on with a token of the cluster: code of learners has none.",
      remedy: "Write notebooks: { bucket: none }, or objectStorage.access: { by: users }.",
    }),
  ];
}
