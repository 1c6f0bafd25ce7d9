import { error, type Problem } from "../documents/problem.ts";
import type { SettledDeployment } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Settings } from "../settings/settings.ts";

/** Something that a deployment may ask of its gateway and Traefik does not do by the Gateway API. */
interface Beyond {
  readonly path: readonly string[];
  /** What it does instead. */
  readonly instead: string;
  /** Whether the settings ask for it. Default: as soon as somebody writes it. */
  readonly asked?: (settings: Settings) => boolean;
}

const believesNobody = "believes no proxy before it, and takes its address for that of every learner";
const countsNothing = "counts no attempts";
const readsAnything = "reads requests of any size";

const BEYOND: readonly Beyond[] = [
  {
    path: ["maintenance"],
    instead: "answers nobody by itself",
    asked: ({ maintenance }) => maintenance?.closed === true,
  },
  {
    path: ["standby"],
    instead: "answers nobody by itself while this stack waits",
    asked: ({ standby }) => standby?.active === false,
  },
  {
    path: ["studio", "imports", "by"],
    instead: "sends an author to another pod at every request",
    asked: ({ studio }) => studio.imports?.by === "routing",
  },
  {
    path: ["traffic", "proxies"],
    instead: believesNobody,
    asked: ({ traffic: { proxies = 0 } }) => proxies > 0,
  },
  {
    path: ["traffic", "proxyProtocol"],
    instead: believesNobody,
    asked: ({ traffic }) => traffic.proxyProtocol === true,
  },
  {
    path: ["certificates", "issuer"],
    instead: "tells the pods that everybody comes by http where TLS ends before it",
    asked: ({ certificates, edge }) => edge.https && certificates?.issuer === "elsewhere",
  },
  {
    path: ["traffic", "limits", "exempt"],
    instead: countsNothing,
    asked: ({ traffic }) => traffic.limits.exempt.length > 0,
  },
  { path: ["traffic", "limits", "login"], instead: countsNothing },
  { path: ["traffic", "limits", "registration"], instead: countsNothing },
  { path: ["traffic", "uploads", "lms"], instead: readsAnything },
  { path: ["traffic", "uploads", "studio"], instead: readsAnything },
  { path: ["traffic", "uploads", "others"], instead: readsAnything },
];

/** What Traefik is asked for by name and does not do. What nobody names it leaves undone without a word: that is what makes it light. */
export const beyondTraefik = (loaded: SettledDeployment): readonly Problem[] =>
  BEYOND.filter(({ path, asked }) =>
    asked ? asked(loaded.settings) : loaded.sourceOf(path).line !== undefined,
  ).map(({ path, instead }) =>
    error("beyond-traefik", {
      ...saidAt(loaded, path),
      message: `The gateway of the platform is Traefik, which ${instead}.`,
      remedy: "Let the platform have Envoy Gateway (arboretum:gateway.controller: envoy), or leave this out.",
    }),
  );
