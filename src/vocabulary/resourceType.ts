/** What a resource is, out of its type: `Deployment` of `kubernetes:apps/v1:Deployment`. */
export const kindOf = ({ type }: { readonly type: string }): string => type.slice(type.lastIndexOf(":") + 1);
