import type { Part } from "../part.ts";
import { EDGE } from "./gateway.ts";

/**
 * The kinds come with the chart of Envoy Gateway. The chart that has them alone is larger than what Helm may keep of a release in a
 * Secret, so it cannot be installed by Helm at all.
 */
export const gatewayApi: Part = {
  name: "gatewayApi",
  what: "kinds of the Gateway API",
  home: EDGE,
  charts: () => [],
};
