import { didYouMean } from "../documents/nearest.ts";
import { error, type Problem } from "../documents/problem.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Settings } from "../settings/settings.ts";
import { type Connection, component, network } from "../vocabulary/connection.ts";
import type { Draft } from "./draft.ts";

/** The connections to the outside that the settings open. */
export const egressConnections = ({ egress }: Settings): readonly Connection[] =>
  egress.flatMap(({ to, network: range, ports, from, why }) =>
    from.flatMap((name) =>
      ports.map((port) => ({
        from: component(name),
        to: network(to, range),
        port,
        why: why ?? `opened by the settings: ${to}`,
      })),
    ),
  );

/** An opening for a component that does not exist opens nothing, and somebody would look for the reason for long. */
export function egressProblems({ connections, loaded }: Draft): readonly Problem[] {
  const components = connections.flatMap(({ from, to }) =>
    to.kind === "component" ? [to.name, ...(from.kind === "component" ? [from.name] : [])] : [],
  );
  const known = [...new Set(components)].sort();
  return loaded.settings.egress.flatMap(({ from }, opening) =>
    from.flatMap((name, index) => {
      if (known.includes(name)) return [];
      return [
        error("component-unknown", {
          ...saidAt(loaded, ["egress", opening, "from", index]),
          message: `There is no component "${name}" here.${didYouMean(name, known)}`,
          remedy: `One of: ${known.join(", ")}`,
        }),
      ];
    }),
  );
}
