const stackType = "pulumi:pulumi:Stack";

export interface Urn {
  readonly stack: string;
  readonly project: string;
  /** Types of all parents and of the resource itself, joined by `$`. */
  readonly qualifiedType: string;
  readonly type: string;
  readonly name: string;
}

/** The name of a resource may itself contain `::`; nothing before it can. */
export function parseUrn(urn: string): Urn {
  const [head = "", project = "", qualifiedType = "", ...name] = urn.split("::");
  return {
    stack: head.slice("urn:pulumi:".length),
    project,
    qualifiedType,
    type: qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1),
    name: name.join("::"),
  };
}

export interface Identity {
  readonly stack: string;
  readonly project: string;
  /** URN of the parent, or empty. */
  readonly parent: string;
  readonly type: string;
  readonly name: string;
}

/** The engine's URN: the types of all parents but the stack, then the resource's own. */
export function urnOf({ stack, project, parent, type, name }: Identity): string {
  const above = parent === "" ? "" : parseUrn(parent).qualifiedType;
  const qualified = above === "" || above === stackType ? type : `${above}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** `kubernetes` of `kubernetes:apps/v1:Deployment` and of `pulumi:providers:kubernetes`. */
export function packageOf(type: string): string {
  const [first = "", second, third] = type.split(":");
  return first === "pulumi" && second === "providers" ? (third ?? "") : first;
}

/** `<URN>::<id>`, as resources name their provider: the URN. */
export const providerUrn = (reference: string): string => reference.slice(0, reference.lastIndexOf("::"));
