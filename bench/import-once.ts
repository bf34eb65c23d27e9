/** Imports the module named on the command line and prints how many milliseconds that took. */
const module = String(process.argv[2]);
const startedAt = performance.now();
await import(module);
// The SDK imports it with its first call, some modules earlier: all must count the same.
await import("node:http");
process.stdout.write(String(performance.now() - startedAt));
