/** The page's whole style; it follows the reader's light or dark scheme. */
export const style = `
:root { color-scheme: light dark; --line: light-dark(#d6d9de, #3a3f47); --soft: light-dark(#f4f5f7, #1e2126); --accent: light-dark(#0b57d0, #8ab4f8); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#fff, #14161a); color: light-dark(#1a1c20, #e6e8eb); }
a { color: var(--accent); }
h1 { margin-bottom: 0; }
h2 { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1.5rem; }
code, pre { font: 0.9em/1.45 ui-monospace, monospace; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th:first-child, td:first-child { white-space: nowrap; }
summary { cursor: pointer; padding: 0.25rem 0; }
.route { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: 0.5rem 0.75rem; overflow-wrap: anywhere; }
.method { font-weight: 700; text-transform: uppercase; color: var(--accent); }
.note { color: light-dark(#5a6069, #a2a8b0); }
`;
