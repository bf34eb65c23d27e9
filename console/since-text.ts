/** The time that passed since `since`: `+0.42 s`, `+3 min`; empty for the same moment. */
export function sinceText(since: string, at: string): string {
  const seconds = (Date.parse(at) - Date.parse(since)) / 1_000;
  if (seconds === 0) {
    return "";
  }
  const sign = seconds < 0 ? "−" : "+";
  const distance = Math.abs(seconds);
  if (distance < 10) {
    return `${sign}${distance.toFixed(2)} s`;
  }
  if (distance < 120) {
    return `${sign}${Math.round(distance)} s`;
  }
  if (distance < 7_200) {
    return `${sign}${Math.round(distance / 60)} min`;
  }
  return `${sign}${Math.round(distance / 3_600)} h`;
}
