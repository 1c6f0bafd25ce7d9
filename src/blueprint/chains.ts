import type { Draft } from "./draft.ts";

/** Jobs of a chain run under one account, whoever has Jobs in it: that of the application that begins it. */
export function chainsOf(application: string, { parts }: Draft): readonly string[] {
  const begun = parts.flatMap(({ service, preparations }) =>
    preparations.map(({ name }) => ({ chain: name, by: service.name })),
  );
  return begun
    .filter(({ chain, by }, at) => by === application && begun.findIndex((one) => one.chain === chain) === at)
    .map(({ chain }) => chain);
}
