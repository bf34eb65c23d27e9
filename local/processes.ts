/** Whether a process exists; a negative id means a process group. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Kills a process and the group that it leads. Does nothing if they have ended. */
export function killGroup(leader: number | undefined): void {
  if (leader !== undefined && isAlive(-leader)) {
    process.kill(-leader, "SIGKILL");
  }
}
