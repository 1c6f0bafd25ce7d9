/** A top-level domain that nobody ever registers (RFC 2606): what is left of it by mistake leads nowhere. */
const DOMAIN = "known-at-deployment.invalid";

const PATTERN = new RegExp(`[a-z0-9-]+\\.${DOMAIN.replaceAll(".", "\\.")}`, "g");

/**
 * Stands for the host of a server that somebody else makes up when it is created. It is a host for whoever composes, and goes through URLs,
 * files and arguments as one; components put the real one in its place.
 */
export const lateHost = (name: string): string => `${name}.${DOMAIN}`;

/** The stand-ins in a text, each once. */
export const lateHostsIn = (text: string): readonly string[] => [...new Set(text.match(PATTERN) ?? [])];
