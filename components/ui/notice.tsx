import { CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet';

const icons: Record<Tone, LucideIcon> = {
  good: CircleCheck,
  busy: Info,
  warn: TriangleAlert,
  bad: TriangleAlert,
  quiet: Info,
};

/** A sentence that matters, and at most one thing to do about it. */
export function Notice({ tone, children, action }: { tone: Tone; children: ReactNode; action?: ReactNode }) {
  const Icon = icons[tone];
  return (
    <div className={`notice tone-${tone}`}>
      <p className="notice__text">
        <Icon size={18} aria-hidden="true" />
        <span>{children}</span>
      </p>
      {action}
    </div>
  );
}
