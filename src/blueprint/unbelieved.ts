import { blackboxExporter } from "../catalog/monitoring/exporters/blackbox.ts";
import { type Problem, warning } from "../documents/problem.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Entry } from "../vocabulary/entry.ts";
import type { Draft } from "./draft.ts";

/** Nobody believes certificates that are for trying, and only its own people an authority of an institution. */
export function isUnbelieved(entry: Entry | undefined): boolean {
  if (entry?.certification.by !== "issuer") return false;
  const { issuer } = entry.certification;
  return issuer.by === "authority" || issuer.server.includes("staging");
}

const MOST_NAMES = 4;

/** Images know the authorities of the world. A pod that asks a public host of ours, for a file or a token, gets an error of TLS instead. */
export function unbelievedProblems({ entry, connections, loaded }: Draft): readonly Problem[] {
  const asking = connections.flatMap(({ from, to }) =>
    to.kind === "role" && to.role === "edge" && from.kind === "component" ? [from.name] : [],
  );
  const names = [...new Set(asking)].filter((name) => name !== blackboxExporter.name).sort();
  if (!isUnbelieved(entry) || names.length === 0) return [];
  const shown = [
    ...names.slice(0, MOST_NAMES),
    ...(names.length > MOST_NAMES ? [`${names.length - MOST_NAMES} more`] : []),
  ].join(", ");
  const own = loaded.settings.certificates?.issuer === "own";
  return [
    warning("certificate-unbelieved", {
      ...saidAt(loaded, ["certificates"]),
      message: `${shown} ask public hosts, and their images do not know the authority that certifies these: uploads, tokens and backups fail there.`,
      remedy: own
        ? "Build its certificate into the images (update-ca-certificates, and certifi of Python), or take one that the world knows."
        : "Write arboretum:certificates: { issuer: letsEncrypt, staging: false }, or build the roots for trying into the images.",
    }),
  ];
}
