import type { Io } from "./command.ts";

/** Patience of a person who sees nothing, in milliseconds. */
const SILENCE = 1000;

/** Says what is being done once it takes longer than a second, and then at most once a second. */
export function progressFor({ err, now }: Io): (doing: string) => void {
  let last = now().getTime();
  return (doing) => {
    const time = now().getTime();
    if (time - last < SILENCE) return;
    last = time;
    err(`${doing} …\n`);
  };
}
