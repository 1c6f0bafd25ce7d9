import * as pulumi from "@pulumi/pulumi";
import type { Blueprint, DeploymentBlueprint, Reliance } from "./blueprint/model.ts";
import { unconfirmed } from "./blueprint/relied.ts";
import type { S3State } from "./buckets/s3.ts";
import { clearAt } from "./components/edge/listeners.ts";
import type { Issued } from "./components/foundation/secrets.ts";
import { LearningPlatform, type LearningPlatformArgs } from "./components/learning/learningPlatform.ts";
import type { Reveal } from "./components/placement.ts";
import { askPlatform } from "./components/platform/askPlatform.ts";
import { Platform } from "./components/platform/platform.ts";
import { providers } from "./components/providers.ts";
import { type ConfigurationSecret, whereIs } from "./settings/late.ts";
import { labelsOf } from "./vocabulary/labels.ts";
import { secret } from "./vocabulary/late.ts";
import { isManaged } from "./vocabulary/store.ts";

/** What a stack tells other stacks and people. */
export type Outputs = Readonly<Record<string, unknown>>;

/** Registers everything that a blueprint says. The same under `pulumi up` and in the embedded engine. */
export async function program(blueprint: Blueprint): Promise<Outputs> {
  if (blueprint.kind === "deployment" && blueprint.platform) await confirm(blueprint.platform);
  const opts = { providers: providers(blueprint.cluster, configured) };
  if (blueprint.kind === "platform") {
    new Platform("platform", { blueprint, configured }, opts);
    const { priorities, offers, gateway } = blueprint;
    return {
      priorities: priorities.map(({ name }) => name),
      offers,
      ...(gateway ? { gateway: { controller: gateway.controller, class: gateway.class } } : {}),
    };
  }
  const { identity, home, hosts } = blueprint;
  const issued = blueprint.s3 ? await keysOf(blueprint.s3, home) : undefined;
  const amazon = await amazonOf(blueprint);
  const { reveal } = new LearningPlatform(
    home,
    { blueprint, configured, ...(issued ? { issued } : {}), ...amazon.args },
    { providers: [...opts.providers, ...amazon.providers] },
  );
  const near = await registerAws(blueprint);
  const { standby } = blueprint;
  return {
    ...identity,
    ...(standby ? { standby } : {}),
    namespace: home,
    // Who has some paths of a host names it again.
    hosts: [...new Set(hosts.map(({ host }) => host))],
    ...recordsOf(blueprint, near),
    ...passportsOf(blueprint, reveal),
  };
}

/** What authors paste into a course: `arboretum lti --secrets` fetches it from here. */
function passportsOf({ lti }: DeploymentBlueprint, reveal: Reveal) {
  if (lti?.login.version !== "1.1") return {};
  const pasted = lti.login.passports.map(
    ({ id, key, secret: name }) => [id, pulumi.interpolate`${id}:${key}:${reveal(secret(name))}`] as const,
  );
  return { passports: pulumi.secret(Object.fromEntries(pasted)) };
}

/**
 * Looks whether the platform stack was deployed with what this stack counts on, before anything is registered. What is composed never
 * depends on it: the file of the platform stack has said it already. A preview goes on, because it changes nothing either way: that of a
 * pull request may show a platform and its first deployment side by side.
 */
async function confirm(reliance: Reliance): Promise<void> {
  const { stack } = reliance;
  const missing = unconfirmed(reliance, await askPlatform(stack));
  if (missing.length === 0) return;
  const said = [...missing, `Deploy the platform first: pulumi up --stack ${stack}`];
  if (!pulumi.runtime.isDryRun()) throw new pulumi.RunError([...said, "Nothing was changed."].join("\n"));
  await pulumi.log.warn([...said, "Until then an update is refused."].join("\n"));
}

/**
 * Records that somebody has to write: each host leads to the address of the gateway, or to the CDN before it. Of these ExternalDNS knows
 * nothing: it would lead them past the CDN.
 */
function recordsOf({ entry, home }: DeploymentBlueprint, near: Near) {
  if (entry === undefined || entry.dns.by === "route53") return {};
  const listed = entry.dns.by === "list";
  const [at] = clearAt(entry, home);
  const records = entry.hosts.flatMap(({ host }): readonly pulumi.Input<string>[] => {
    const cdn = near[host];
    if (cdn) return [pulumi.interpolate`${host} CNAME ${cdn}`];
    return listed ? [`${host} A <address of the gateway>`] : [];
  });
  return {
    ...(records.length > 0 ? { records } : {}),
    ...(listed && at
      ? {
          address: `kubectl get gateway ${at.gateway} --namespace ${at.namespace} -o jsonpath='{.status.addresses[*].value}'`,
        }
      : {}),
  };
}

type Near = Readonly<Record<string, pulumi.Output<string>>>;

/** What stands at AWS. Its package is large, and loaded only by whoever has something there. */
async function registerAws({ entry, home, identity }: DeploymentBlueprint): Promise<Near> {
  if (entry === undefined || (entry.dns.by !== "route53" && entry.cdn === undefined)) return {};
  const [{ AwsEdge }, { awsProvider }] = await Promise.all([
    import("./components/aws/awsEdge.ts"),
    import("./components/aws/provider.ts"),
  ]);
  const { near } = new AwsEdge(
    `${home}-aws`,
    { entry, tags: labelsOf(identity) },
    { providers: [awsProvider()] },
  );
  return near;
}

/** How servers that Amazon runs are registered. Loaded by whoever has one alone. */
async function amazonOf({ stores }: DeploymentBlueprint): Promise<{
  readonly args: Pick<LearningPlatformArgs, "placeAtAmazon">;
  readonly providers: readonly pulumi.ProviderResource[];
}> {
  const [first] = stores.filter(isManaged);
  if (first === undefined) return { args: {}, providers: [] };
  const { placeAtAmazon, storesProvider } = await import("./components/aws/stores.ts");
  return { args: { placeAtAmazon }, providers: [storesProvider(first)] };
}

/** Makes the buckets at Amazon, and finds the keys that come of it. Loaded by whoever uses it alone. */
async function keysOf(state: S3State, home: string): Promise<Issued> {
  const { S3Buckets, s3Provider } = await import("./components/storage/s3Buckets.ts");
  const { keys } = new S3Buckets(`${home}-buckets`, { state }, { providers: [s3Provider(state)] });
  const byName = new Map(
    Object.entries(keys).flatMap(([consumer, { id, secret }]) => [
      [`storage/${consumer}/id`, id],
      [`storage/${consumer}`, secret],
    ]),
  );
  return (name) => byName.get(name);
}

/** Fetches a secret of the stack's configuration. Only the section that holds it is decrypted. */
function configured(secret: ConfigurationSecret): pulumi.Output<string> {
  const { section, keys } = whereIs(secret);
  const value = new pulumi.Config("arboretum").requireSecretObject<unknown>(section);
  return value.apply((block) => {
    const found = keys.reduce<unknown>(
      (at, key) => (at as Record<string, unknown> | undefined)?.[key],
      block,
    );
    if (typeof found !== "string") throw new Error(`arboretum:${secret.path} is not a secret text.`);
    return found;
  });
}
