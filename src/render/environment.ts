/** What the provider packages read of the environment: with it, a rendering would depend on whose shell it runs in. */
const foreign = /^(?:KUBECONFIG$|PULUMI_K8S_|AWS_)/;

/** Takes those variables out of the environment. The function that comes back puts them in again. */
export function withoutForeignVariables(environment: NodeJS.ProcessEnv): () => void {
  const taken = Object.entries(environment).filter(([name]) => foreign.test(name));
  for (const [name] of taken) delete environment[name];
  return () => {
    for (const [name, value] of taken) environment[name] = value;
  };
}
