import type { Lti } from "../vocabulary/lti.ts";
import type { Paint } from "./paint.ts";
import { aligned } from "./table.ts";

/** Passports as they are pasted, by their ids. */
export type Pasted = Readonly<Record<string, string>>;

/** One field of a form in Studio. */
export interface Step {
  readonly where: "course" | "block";
  /** As Studio calls it. */
  readonly field: string;
  readonly value: string;
  readonly why?: string;
}

const EXAMPLE = '["next=/hub/user-redirect/lab/tree/shared"]';

/** What an author writes where, in the words of Studio and of xblock-lti-consumer. */
export function stepsOf({ hub, login }: Lti, pasted: Pasted): readonly Step[] {
  const step = (where: Step["where"], field: string, value: string, why?: string): Step => ({
    where,
    field,
    value,
    ...(why ? { why } : {}),
  });
  const shared = [
    step("block", "Open tool in", "New Window", "in a frame a browser may keep the hub's cookies from it"),
    step("block", "Share Username", "False", "the hub knows learners by an opaque id"),
    step("block", "Share Email", "False"),
    step("block", "Custom Parameters", EXAMPLE, "only where learners are to begin at a certain file"),
  ];
  if (login.version === "1.1") {
    const [first] = login.passports;
    return [
      step("course", "Advanced Module List", '"lti_consumer"', "beside what is there"),
      ...Object.values(pasted).map((passport) =>
        step("course", "LTI Passports", JSON.stringify(passport), "beside what is there"),
      ),
      step("block", "LTI Version", "LTI 1.1/1.2"),
      step("block", "LTI Passport ID", first?.id ?? ""),
      step("block", "LTI URL", `${hub}/hub/lti/launch`),
      ...shared,
    ];
  }
  return [
    step("course", "Advanced Module List", '"lti_consumer"', "beside what is there"),
    step("block", "LTI Version", "LTI 1.3"),
    step("block", "Launch URL", `${hub}/hub/`),
    step("block", "Tool Initiate Login URL (OIDC)", `${hub}/hub/lti13/oauth_login`),
    step("block", "Registered Redirect URIs", JSON.stringify([`${hub}/hub/lti13/oauth_callback`])),
    step("block", "Tool Public Key", "leave it empty", "the hub signs nothing"),
    ...shared,
  ];
}

const TITLES = {
  course: "Once in each course: Settings, Advanced Settings",
  block: "In each block: Advanced, LTI Consumer, Edit",
} as const;

export function ltiText(
  stack: string,
  { hub, username, everywhere, login }: Lti,
  steps: readonly Step[],
  disclosed: boolean,
  paint: Paint,
): string {
  const rowsOf = (where: Step["where"]) =>
    aligned(
      steps
        .filter((step) => step.where === where)
        .map(({ field, value, why = "" }) => [`  ${field}`, value, paint.dim(why)]),
    );
  const secret =
    login.version === "1.1"
      ? [
          "",
          disclosed
            ? "Whoever has a passport can sign as the LMS: paste it, and keep it nowhere else."
            : `The secrets are left out. \`arboretum lti ${stack} --secrets\` asks Pulumi for them.`,
        ]
      : ["", `Studio shows a client id and a keyset URL below the block: they have to be ${known(login)}.`];
  return [
    `${paint.bold(hub)} knows learners by ${username}, ${everywhere ? "the same in every course" : "another one in each course"}.`,
    "",
    TITLES.course,
    ...rowsOf("course"),
    "",
    TITLES.block,
    ...rowsOf("block"),
    ...secret,
    "",
  ].join("\n");
}

const known = ({ clients, keyset }: Extract<Lti["login"], { version: "1.3" }>): string =>
  `one of ${clients.join(", ")}, and one that ends with ${keyset}`;
