import type { Failures } from "./failures.ts";
import type { Running } from "./sdk.ts";

type Listener = (reason: unknown, promise: Promise<unknown>) => void;

/**
 * Takes the rejections that nobody handles while a program runs: a throw in an apply surfaces nowhere else. Listeners of the host
 * (a test runner has one) step aside meanwhile and get what is not the program's.
 */
export function catchRejections(running: Running, failures: Failures): () => void {
  const hosts = process.listeners("unhandledRejection") as Listener[];
  const mine: Listener = (reason, promise) => {
    if (running.owns()) failures.threw(reason);
    else passOn(hosts, reason, promise);
  };
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", mine);
  return () => {
    process.removeListener("unhandledRejection", mine);
    for (const host of hosts) process.on("unhandledRejection", host);
  };
}

function passOn(hosts: readonly Listener[], reason: unknown, promise: Promise<unknown>): void {
  if (hosts.length === 0) throw reason;
  for (const host of hosts) host(reason, promise);
}
