/** The commands as a reader types them. The npm package has its own in the place of this file. */
export const commands = {
  start: "npm start",
  /** With options after it. */
  startWith: "npm start --",
  herald: "npm run herald --",
} as const;
