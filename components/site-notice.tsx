import type { SiteHealth } from '../utils/model/site-health.ts';
import { toTextKey } from './text-key.ts';
import { useTexts } from './texts.tsx';
import { toSight } from './to-sight.ts';
import { Notice } from './ui/notice.tsx';

/** Whether there is anything to say of a webmail that the rep should know. */
export function needsNotice({ troubles, refused }: SiteHealth): boolean {
  return refused !== undefined || toSight(troubles) !== 'whole';
}

/** What the rep should know of a webmail, in one sentence each; nothing where all is well. */
export function SiteNotice({ health: { label: site, troubles, refused } }: { health: SiteHealth }) {
  const { t } = useTexts();
  const sight = toSight(troubles);
  return (
    <>
      {refused && <Notice tone="warn">{t('health.refused', { site, ...refused })}</Notice>}
      {sight !== 'whole' && (
        <Notice tone={sight === 'none' ? 'bad' : 'warn'}>{t(`health.sight.${toTextKey(sight)}`, { site })}</Notice>
      )}
    </>
  );
}
