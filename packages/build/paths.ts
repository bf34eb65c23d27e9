import { join, resolve } from "node:path";

/** The checkout's root. */
export const projectFolder = resolve(import.meta.dirname, "..", "..");

/** Where a build's files go. */
export class BuildFolders {
  private readonly root: string;

  /** @param root the folder of the packages. */
  constructor(root: string) {
    this.root = root;
  }

  /** Holds what is only there while a build runs. */
  get temporary(): string {
    return join(this.root, ".build");
  }

  /** Holds the compiled declarations, as the sources lie. */
  get types(): string {
    return join(this.temporary, "types");
  }

  /** Holds a package: what is published. */
  package(name: "cdk" | "client"): string {
    return join(this.root, name);
  }
}
