interface SwitchProps {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
  /** Set by the administrator: shown, and not to be turned. */
  locked?: boolean;
  /** Id of a text that explains it. */
  describedBy?: string;
}

/** On or off, with effect at once. */
export function Switch({ label, on, onChange, locked = false, describedBy }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={on}
      aria-disabled={locked || undefined}
      aria-describedby={describedBy}
      onClick={() => !locked && onChange(!on)}
    >
      <span className="switch__track" aria-hidden="true">
        <span className="switch__knob" />
      </span>
      <span>{label}</span>
    </button>
  );
}
