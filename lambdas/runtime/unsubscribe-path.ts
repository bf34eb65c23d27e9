/** Where users unsubscribe, below a stage's public URL, as API Gateway has it. */
export const unsubscribePath = "/v1/unsubscribe/{token}";
