import type { Io } from "../command.ts";
import { complaint, type Ended, said, saidJson, useTool } from "../tool.ts";
import { type Finding, good, lacking, unknown } from "./finding.ts";
import { oldest } from "./requirements.ts";
import { isAtLeast } from "./version.ts";

/** A plugin that a package of the program needs. */
export interface Plugin {
  readonly name: string;
  readonly version: string;
}

/** What the Pulumi CLI says of itself. */
export interface PulumiFacts {
  /** Nothing where there is no CLI. */
  readonly version?: string;
  readonly installed: readonly Plugin[];
  /** Where the state is kept; nothing where nobody is logged in. */
  readonly backend?: string;
  /** Why there is none. */
  readonly complaint?: string;
}

export async function probePulumi(io: Io, cwd: string): Promise<PulumiFacts> {
  const pulumi = (...given: string[]): Promise<Ended> =>
    useTool(io, {
      name: "pulumi",
      arguments: [...given, "--non-interactive"],
      cwd,
      environment: { PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
  const version = said(await pulumi("version"))?.trim();
  if (version === undefined) return { installed: [] };
  const [listed, who] = await Promise.all([pulumi("plugin", "ls", "--json"), pulumi("whoami", "--json")]);
  const { url } = (saidJson(who) ?? {}) as { url?: string };
  return {
    version,
    installed: resourcePlugins(saidJson(listed)),
    ...(url === undefined ? { complaint: complaint(who) } : { backend: url }),
  };
}

function resourcePlugins(list: unknown): readonly Plugin[] {
  if (!Array.isArray(list)) return [];
  const all = list as readonly { kind?: string; name?: string; version?: string }[];
  return all.flatMap(({ kind, name, version }) =>
    kind === "resource" && name !== undefined && version !== undefined ? [{ name, version }] : [],
  );
}

/** `wanted`: the plugins that belong to the installed packages. */
export function judgePulumi(
  facts: PulumiFacts,
  wanted: readonly Plugin[],
  deploying: boolean,
): readonly Finding[] {
  const { version, installed, backend } = facts;
  if (version === undefined) {
    const remedy = "Install it: https://www.pulumi.com/docs/iac/download-install/. Only deploying needs it.";
    return [lacking(deploying, "Pulumi CLI", "not on the PATH", remedy)];
  }
  const missing = wanted.filter(
    ({ name, version: exact }) => !installed.some((one) => one.name === name && one.version === exact),
  );
  return [
    isAtLeast(version, oldest.pulumi)
      ? good("Pulumi CLI", version)
      : lacking(
          deploying,
          "Pulumi CLI",
          `${version} is older than ${oldest.pulumi}`,
          "Update it. An older one was never tried.",
        ),
    missing.length === 0
      ? good("Pulumi plugins", textOf(wanted))
      : // Pulumi downloads them by itself, unless the machine has no way to the network.
        lacking(
          false,
          "Pulumi plugins",
          `${textOf(missing)} not installed`,
          "The first update downloads them, or do it now: `pulumi install`.",
        ),
    backend === undefined
      ? lacking(
          deploying,
          "Pulumi state",
          `not logged in: ${facts.complaint ?? "nobody says why"}`,
          "`pulumi login file://~/pulumi-state` keeps it in a folder; buckets and Pulumi Cloud work too.",
        )
      : good("Pulumi state", backend),
  ];
}

const textOf = (list: readonly Plugin[]) => list.map(({ name, version }) => `${name} ${version}`).join(", ");

/** Where the key to a stack's secrets comes from. */
export interface SecretsFacts {
  /** What the stack file says of it. */
  readonly provider?: string;
  readonly salt: boolean;
  readonly passphraseGiven: boolean;
}

/** A stack that is encrypted with a passphrase asks for it, and CI cannot answer. */
export function judgePassphrase(stack: string, { provider, salt, passphraseGiven }: SecretsFacts): Finding {
  const subject = "Pulumi secrets";
  if (provider !== undefined && provider !== "passphrase")
    return unknown(subject, `the key comes from ${provider}`);
  if (!salt) return good(subject, `${stack} has none yet, or the backend keeps the key`);
  return passphraseGiven
    ? good(subject, "a passphrase is given")
    : lacking(
        true,
        subject,
        `${stack} is encrypted with a passphrase, and none is given`,
        "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE.",
      );
}
