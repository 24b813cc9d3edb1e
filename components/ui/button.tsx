import type { MouseEvent, ReactNode } from 'react';

export interface ButtonProps {
  children: ReactNode;
  onClick: () => void;
  look?: 'normal' | 'primary' | 'plain' | 'icon';
  /** Stays focusable while it cannot be used, so that a keyboard does not lose its place. */
  busy?: boolean;
  /** Name for a screen reader where the visible text alone does not say what it acts on. */
  name?: string;
  type?: 'button' | 'submit';
  pressed?: boolean;
}

export function Button({
  children,
  onClick,
  look = 'normal',
  busy = false,
  name,
  type = 'button',
  pressed,
}: ButtonProps) {
  const click = (event: MouseEvent) => {
    if (busy) event.preventDefault();
    else onClick();
  };
  return (
    <button
      type={type}
      className={look === 'normal' ? 'button' : `button button--${look}`}
      aria-disabled={busy || undefined}
      aria-label={name}
      aria-pressed={pressed}
      title={look === 'icon' ? name : undefined}
      onClick={click}
    >
      {children}
    </button>
  );
}
