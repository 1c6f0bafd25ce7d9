import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

const below = (given: string | undefined, home: string): string =>
  join(given?.startsWith("/") ? given : join(homedir(), home), "arboretum", "sandbox");

/** Where built programs stay: they are the same for every sandbox and every checkout with the same `go.sum`. */
export const cacheFolder = ({ XDG_CACHE_HOME }: Environment): string => below(XDG_CACHE_HOME, ".cache");

/** Below it each sandbox has one folder, which holds all that it ever writes. */
export const stateFolder = ({ XDG_STATE_HOME }: Environment): string => below(XDG_STATE_HOME, ".local/state");
