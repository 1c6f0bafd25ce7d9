import * as pulumi from "@pulumi/pulumi";
import type { Placement } from "../placement.ts";

/** A text with the hosts that are known by now where it has what stands for them. */
export const withHosts = (text: string, placement: Pick<Placement, "lateHosts">): pulumi.Input<string> =>
  replaced(text, text, placement);

/** The same for every text in some data. */
export function everywhereWithHosts(data: unknown, placement: Pick<Placement, "lateHosts">): unknown {
  if (placement.lateHosts === undefined) return data;
  if (typeof data === "string") return withHosts(data, placement);
  if (Array.isArray(data)) return data.map((one: unknown) => everywhereWithHosts(one, placement));
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, one]) => [key, everywhereWithHosts(one, placement)]),
  );
}

/** The same for a text that is itself known late. `mentions` has every stand-in that may be in it. */
export function replaced(
  text: pulumi.Input<string>,
  mentions: string,
  { lateHosts }: Pick<Placement, "lateHosts">,
): pulumi.Input<string> {
  const hosts = Object.entries(lateHosts ?? {}).filter(([name]) => mentions.includes(name));
  if (hosts.length === 0) return text;
  return pulumi
    .all([pulumi.output(text), pulumi.all(Object.fromEntries(hosts))])
    .apply(([written, found]) =>
      Object.entries(found).reduce((so, [name, host]) => so.replaceAll(name, host), written),
    );
}
