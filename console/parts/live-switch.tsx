/** Switches the automatic refresh of a view off and on. */
export function LiveSwitch({
  isLive,
  onChange,
}: {
  isLive: boolean;
  onChange: (isLive: boolean) => void;
}) {
  return (
    <button
      type="button"
      class="live"
      aria-pressed={isLive}
      title={isLive ? "Asks for news every few seconds" : "Does not ask for news"}
      onClick={() => onChange(!isLive)}
    >
      Live
    </button>
  );
}
