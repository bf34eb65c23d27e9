import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Browser } from "playwright-core";
import { chromium } from "playwright-core";
import { makeRunFolder, removeFolder } from "../../local/run-folder.ts";

/** The archives of `@sparticuz/chromium`: the browser, a font, libraries that a bare Linux lacks. */
const archives = ["chromium.br", "fonts.tar.br", "al2023.tar.br"];

/** A browser, and how to remove it. */
export interface StartedBrowser {
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

/**
 * Starts a headless Chromium: on Linux x64 the one that `npm ci` installs, unpacked into a folder of
 * this run; elsewhere the installed Chrome.
 */
export async function startBrowser(): Promise<StartedBrowser> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    const browser = await chromium.launch({ channel: "chrome" });
    return { browser, close: () => browser.close() };
  }
  const folder = await makeRunFolder("browser");
  try {
    await unpack(folder);
    const browser = await chromium.launch({
      executablePath: join(folder, "chromium"),
      args: ["--no-sandbox", "--no-zygote", "--disable-gpu", "--font-render-hinting=none"],
      env: {
        ...(process.env as Record<string, string>),
        HOME: folder,
        TMPDIR: folder,
        LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
        FONTCONFIG_PATH: join(folder, "fonts"),
      },
    });
    return {
      browser,
      close: async () => {
        await browser.close();
        await removeFolder(folder);
      },
    };
  } catch (error) {
    await removeFolder(folder);
    throw error;
  }
}

async function unpack(folder: string): Promise<void> {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const before = process.env["TMPDIR"];
  // The package unpacks into the folder for temporary files that the environment names.
  process.env["TMPDIR"] = folder;
  try {
    const { inflate } = await import("@sparticuz/chromium");
    const bin = join(dirname(entry), "..", "bin");
    await Promise.all(archives.map((name) => inflate(join(bin, name))));
    await writeFile(join(folder, "fonts", "fonts.conf"), fontsConfig(folder));
  } finally {
    if (before === undefined) {
      delete process.env["TMPDIR"];
    } else {
      process.env["TMPDIR"] = before;
    }
  }
}

/** The package's own configuration finds fonts only in `/tmp`. */
function fontsConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`;
}
