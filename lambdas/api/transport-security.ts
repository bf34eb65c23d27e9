/**
 * Goes with every response: a browser that saw it once over https asks for nothing over http for two
 * years. It holds for this host alone, as the deployer's other hosts may be below a custom domain's.
 *
 * https://www.rfc-editor.org/rfc/rfc6797
 */
export const transportSecurity = { "Strict-Transport-Security": "max-age=63072000" } as const;
