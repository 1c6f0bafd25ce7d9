import { endsOnADay, NOTICE, SUPPORTED_UNTIL } from "../releases.ts";
import { type AlertKind, matching, type Watched } from "./kind.ts";

const left =
  (compared: string) =>
  ({ deployment, stage, release }: Watched): readonly string[] =>
    endsOnADay(release) ? [`${SUPPORTED_UNTIL}${matching({ deployment, stage })} - time() ${compared}`] : [];

const LOOK = [
  "Which deployments run which release, and until when it is mended: the dashboard of releases, or `arboretum matrix`.",
  "Who still holds the others back: `arboretum check` names every entry of `release-map.yaml` whose release is past its support.",
];
const MEND = [
  "Move the first stage: change its release in `release-map.yaml`, look at `arboretum preview --against main`, then `pulumi up`. The later stages follow it.",
  "What changes with the next release, and what it wants done before, is in its notes; a required stop in between is refused by name.",
];

export const supportKinds: readonly AlertKind[] = [
  {
    name: "ReleaseSupportEnds",
    severity: "ticket",
    for: "1h",
    summary:
      "Upstream mends {{ $labels.release }} for {{ $value | humanizeDuration }} more, and {{ $labels.stage }} runs it",
    when: left(`>= 0 < ${NOTICE}`),
    runbook: {
      means:
        "After that day nobody mends holes of this release. An upgrade goes through every stage and takes weeks: it has to begin now.",
      look: LOOK,
      mend: MEND,
    },
  },
  {
    name: "ReleaseWithoutSupport",
    severity: "ticket",
    for: "1h",
    summary: "Upstream mends {{ $labels.release }} no more, and {{ $labels.stage }} runs it",
    when: left("< 0"),
    runbook: {
      means:
        "Holes that are found from now on stay open here. Nothing is broken, and nobody will mend what breaks.",
      look: LOOK,
      mend: [
        ...MEND,
        "Until then: read the security announcements of upstream, and build what they name into an image of one's own (`overrides` with `why` and `until`).",
      ],
    },
  },
];
