import { contentHash } from "../../vocabulary/content.ts";
import { DEPLOYMENT, STAGE } from "../../vocabulary/labels.ts";
import type { AwsPlace } from "../../vocabulary/store.ts";
import type { Context } from "../context.ts";
import { guestName } from "./shared.ts";

/** Where the servers of a deployment stand that Amazon runs. Whoever asks has been told already where that is not said. */
export function placeOf({ settings, deployment, stage }: Context): AwsPlace {
  const { aws } = settings;
  return {
    region: aws?.region ?? "",
    vpc: aws?.vpc ?? "",
    subnets: Object.keys(aws?.subnets ?? {}).sort(),
    clients: aws?.clients ?? [],
    ...(aws?.kmsKey ? { kmsKey: aws.kmsKey } : {}),
    tags: { [DEPLOYMENT]: deployment, [STAGE]: stage },
  };
}

/** What Amazon calls a server: whose it is and what it is for, as long as there is room. */
export function identifierOf(context: Context, what: string, longest: number): string {
  const name = `${guestName(context)}-${what}`;
  if (name.length <= longest && !name.includes("--")) return name;
  // It may neither end with a hyphen nor have two in a row.
  return `${name
    .replaceAll(/-+/g, "-")
    .slice(0, longest - 11)
    .replace(/-$/, "")}-${contentHash(name)}`;
}
