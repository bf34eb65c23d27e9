/** The commands as a reader types them who installed the package. */
export const commands = {
  start: "npx herald start",
  startWith: "npx herald start",
  herald: "npx herald",
} as const;
