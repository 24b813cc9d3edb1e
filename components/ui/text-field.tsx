import { Check, Eye, EyeOff, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTexts } from '../texts.tsx';
import { Button } from './button.tsx';
import { LockedNote } from './locked-note.tsx';

export interface TextFieldProps {
  label: string;
  value: string;
  /** Called with a valid new value when the field is left, Enter is pressed or the page goes away; never in mid-word. */
  onCommit: (value: string) => void;
  /** The sentence that says what is wrong, or null. An empty field is not wrong. */
  validate?: (value: string) => string | null;
  hint?: string;
  locked?: boolean;
  secret?: boolean;
  kind?: 'text' | 'url' | 'email' | 'numeric';
  /** Something the rep should know although the value is taken. */
  warning?: string | null;
  after?: ReactNode;
}

/** A text setting that saves itself: there is no button to miss, and nothing half typed is ever used. */
export function TextField(props: TextFieldProps) {
  const {
    label,
    value,
    onCommit,
    validate,
    hint,
    locked = false,
    secret = false,
    kind = 'text',
    warning,
    after,
  } = props;
  const { t } = useTexts();
  const id = useId();
  const [draft, setDraft] = useState(value);
  const [shown, setShown] = useState(value);
  const [error, setError] = useState<string | null>(null);
  const [saved, setSaved] = useState(false);
  const [readable, setReadable] = useState(!secret);

  if (value !== shown) {
    // Changed elsewhere: by policy, in another tab, or by our own commit.
    setShown(value);
    setDraft(value);
    setError(null);
  }

  const commit = () => {
    const text = draft.trim();
    if (locked || text === value) {
      setError(null);
      return;
    }
    const problem = text === '' ? null : (validate?.(text) ?? null);
    setError(problem);
    if (problem !== null) return;
    setSaved(true);
    onCommit(text);
  };

  const latestCommit = useRef(commit);
  latestCommit.current = commit;
  useEffect(() => {
    const flush = () => latestCommit.current();
    window.addEventListener('pagehide', flush);
    return () => window.removeEventListener('pagehide', flush);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit();
  };

  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      {hint && (
        <p className="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <div className="field__row">
        <input
          id={id}
          className="field__input"
          type={readable ? 'text' : 'password'}
          inputMode={kind}
          dir={kind === 'numeric' ? undefined : 'ltr'}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          readOnly={locked}
          value={draft}
          aria-invalid={error !== null || undefined}
          aria-describedby={`${hint ? `${id}-hint ` : ''}${id}-note`}
          onChange={(event) => {
            setDraft(event.target.value);
            setSaved(false);
          }}
          onBlur={commit}
          onKeyDown={onKeyDown}
        />
        {secret && (
          <Button
            look="icon"
            name={`${readable ? t('common.hide') : t('common.show')}: ${label}`}
            onClick={() => setReadable(!readable)}
          >
            {readable ? <EyeOff size={18} aria-hidden="true" /> : <Eye size={18} aria-hidden="true" />}
          </Button>
        )}
        {after}
      </div>
      {locked ? (
        <LockedNote id={`${id}-note`} />
      ) : (
        <div id={`${id}-note`} aria-live="polite">
          <FieldNote error={error ?? warning ?? null} saved={saved} />
        </div>
      )}
    </div>
  );
}

function FieldNote({ error, saved }: { error: string | null; saved: boolean }) {
  const { t } = useTexts();
  if (error !== null) {
    return (
      <p className="field__note field__note--error">
        <TriangleAlert size={14} aria-hidden="true" />
        {error}
      </p>
    );
  }
  return saved ? (
    <p className="field__note field__note--saved">
      <Check size={14} aria-hidden="true" />
      {t('common.saved')}
    </p>
  ) : null;
}
