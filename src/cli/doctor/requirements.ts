/** The oldest of everything outside that Arboretum works with. */
export const oldest = {
  /** Strips types without a flag since then. */
  node: "22.18",
  /** The oldest that the program was run with. */
  pulumi: "3.259",
  /** Envoy Gateway 1.9 and Kubernetes itself support none that is older. */
  kubernetes: "1.33",
} as const;

/** The packages of the program whose plugins Pulumi downloads. */
export const plugins = ["kubernetes", "random", "tls"] as const;
