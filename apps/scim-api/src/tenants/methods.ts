/** How the client of a connection may prove who it is. */
export const METHODS = ['token', 'clientSecret', 'federated', 'entraToken'] as const;
export type Method = (typeof METHODS)[number];
export type Methods = Readonly<Record<Method, boolean>>;
export type MethodsPatch = { readonly [Key in Method]?: boolean | undefined };

/** What Entra's gallery asks for, beside the token that its test run still needs. */
export const DEFAULT_METHODS: Methods = { token: true, clientSecret: true, federated: false, entraToken: false };

/** What a patch leaves out stays. */
export function changeMethods(methods: Methods, patch: MethodsPatch = {}): Methods {
  return {
    token: patch.token ?? methods.token,
    clientSecret: patch.clientSecret ?? methods.clientSecret,
    federated: patch.federated ?? methods.federated,
    entraToken: patch.entraToken ?? methods.entraToken,
  };
}

/** Those that are on, as the column has them. */
export function methodsOn(methods: Methods): Method[] {
  return METHODS.filter((method) => methods[method]);
}
