/** Whether a process, or with a negative id a process group, exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Kills a process with all of the group it leads; one that has ended is left alone. */
export function killGroup(leader: number | undefined): void {
  if (leader !== undefined && isAlive(-leader)) {
    process.kill(-leader, "SIGKILL");
  }
}
