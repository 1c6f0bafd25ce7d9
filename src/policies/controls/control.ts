/** What shows that a control is met. Each names something that there is, and a test looks whether there is. */
export type Evidence =
  /** A policy, which `arboretum check`, the tests and the policy pack ask of every object. */
  | { readonly rule: string }
  /** A test, by its file and words of its name. */
  | { readonly test: string; readonly named: string }
  /** An object that every deployment has. */
  | { readonly kind: string; readonly named?: string };

/** Kinds that give somebody rights in the cluster. */
export const RIGHTS: readonly string[] = ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"];

interface Known {
  /** Number of the control in its list. */
  readonly id: string;
  /** What it asks, in our words. */
  readonly asks: string;
}

/** A row of a hardening list, and what becomes of it here. */
export type Control = Known &
  (
    | { readonly met: readonly Evidence[]; readonly note?: string }
    /** Met up to what is said here, and by what. */
    | { readonly partly: readonly Evidence[]; readonly but: string }
    /** Whoever runs the cluster decides it: no object of a deployment can. */
    | { readonly cluster: string }
    /** People, contracts and accounts decide it: no program can. */
    | { readonly yours: string }
    /** It is about kinds of objects that no stack has. */
    | { readonly without: readonly string[] }
  );

export interface ControlList {
  readonly title: string;
  /** Which edition, and where it is from. */
  readonly source: string;
  readonly controls: readonly Control[];
}
