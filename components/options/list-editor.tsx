import { Plus, X } from 'lucide-react';
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react';
import { useTexts } from '../texts.tsx';
import { Button } from '../ui/button.tsx';
import { LockedNote } from '../ui/locked-note.tsx';

interface ListEditorProps {
  label: string;
  hint: string;
  example: string;
  /** Name of the button that adds, for a screen reader. */
  addName: string;
  empty: string;
  items: readonly string[];
  /** Items the administrator put there: shown with a padlock, not removable. */
  fixed: readonly string[];
  /** The sentence that says what is wrong with a new item, or null. */
  validate: (item: string) => string | null;
  onChange: (items: string[]) => void;
  /** The form in which a typed item is kept and compared; trimmed, in lower case unless told. */
  toItem?: (draft: string) => string;
  /** What stands below an item. */
  noteOf?: (item: string) => ReactNode;
}

const toLowerCase = (draft: string) => draft.trim().toLowerCase();

/** A list of short texts: add, remove, and take a removal back. */
export function ListEditor(props: ListEditorProps) {
  const { label, hint, example, addName, empty, items, fixed, validate, onChange, noteOf } = props;
  const { toItem = toLowerCase } = props;
  const { t } = useTexts();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [last, setLast] = useState<{ kind: 'added' | 'removed'; item: string; before: readonly string[] } | null>(null);

  const add = (event: FormEvent) => {
    event.preventDefault();
    const item = toItem(draft);
    if (item === '') return;
    const problem = items.includes(item) ? t('options.lists.duplicate', { name: item }) : validate(item);
    setError(problem);
    if (problem !== null) return;
    onChange([...items, item]);
    setLast({ kind: 'added', item, before: items });
    setDraft('');
  };

  const remove = (item: string) => {
    onChange(items.filter((other) => other !== item));
    setLast({ kind: 'removed', item, before: items });
    // The pressed button is gone; without this the keyboard would start again at the top of the page.
    input.current?.focus();
  };

  return (
    <fieldset className="list">
      <legend className="field__label">{label}</legend>
      <p className="field__hint" id={`${id}-hint`}>
        {hint}
      </p>
      <form className="field__row" onSubmit={add}>
        <input
          ref={input}
          className="field__input"
          dir="ltr"
          aria-label={addName}
          aria-describedby={`${id}-hint ${id}-note`}
          aria-invalid={error !== null || undefined}
          placeholder={example}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={draft}
          onChange={(event) => {
            setDraft(event.target.value);
            setError(null);
          }}
        />
        <Button type="submit" name={addName} onClick={() => undefined}>
          <Plus size={16} aria-hidden="true" />
          {t('common.add')}
        </Button>
      </form>
      <div id={`${id}-note`} aria-live="polite" className="list__note">
        {error !== null && <p className="field__note field__note--error">{error}</p>}
        {error === null && last && (
          <p className="field__note">
            {t(`options.lists.${last.kind}`, { name: last.item })}
            <Button
              look="plain"
              onClick={() => {
                onChange([...last.before]);
                setLast(null);
                input.current?.focus();
              }}
            >
              {t('options.lists.undo')}
            </Button>
          </p>
        )}
      </div>
      {items.length === 0 ? (
        <p className="list__empty">{empty}</p>
      ) : (
        <ul className="list__items">
          {items.map((item) => (
            <li key={item} className="list__item">
              <bdi>{item}</bdi>
              {fixed.includes(item) ? (
                <LockedNote />
              ) : (
                <Button look="icon" name={t('common.remove', { name: item })} onClick={() => remove(item)}>
                  <X size={16} aria-hidden="true" />
                </Button>
              )}
              {noteOf?.(item)}
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}
