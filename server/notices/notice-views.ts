import type { Kysely } from 'kysely';
import type { AuditLog, Who } from '../access/audit-log.ts';
import type { Database } from '../store/tables.ts';
import { type NoticeContent, noticeContentSchema } from './notice-content.ts';
import type { Notice, NoticeStore } from './notice-store.ts';
import { isSwitchedOff, switchNotices } from './notice-switch.ts';
import type { ReadNotice } from './read-event.ts';

/** A notice with what it said, or would say if it were sent now; `content` is absent where the event is gone. */
export interface NoticeView {
  notice: Notice;
  content: NoticeContent | undefined;
}

/** What users see of their own notices. */
export interface NoticeViews {
  /** Whether there is a mail server, or notices are only shown. */
  hasMailServer: boolean;
  list(userId: number, options: { before?: number | undefined; limit: number }): Promise<NoticeView[]>;
  get(userId: number, id: number): Promise<NoticeView | undefined>;
  /** Whether the user wants none by e-mail. */
  isOff(userId: number): Promise<boolean>;
  /** Those that wait are held back too. Noted in the audit log. */
  setOff(userId: number, isOff: boolean, who: Who): Promise<void>;
}

export function createNoticeViews(deps: {
  db: Kysely<Database>;
  audit: AuditLog;
  hasMailServer: boolean;
  store: Pick<NoticeStore, 'list' | 'get'>;
  read: (notice: Notice) => Promise<ReadNotice>;
}): NoticeViews {
  async function toView(notice: Notice): Promise<NoticeView> {
    if (notice.content !== null) return { notice, content: noticeContentSchema.parse(JSON.parse(notice.content)) };
    const found = notice.state === 'dropped' ? undefined : await deps.read(notice);
    return { notice, content: found && 'content' in found ? found.content : undefined };
  }

  return {
    hasMailServer: deps.hasMailServer,

    async list(userId, options) {
      const views: NoticeView[] = [];
      for (const notice of await deps.store.list(userId, options)) views.push(await toView(notice));
      return views;
    },

    async get(userId, id) {
      const notice = await deps.store.get(userId, id);
      return notice && toView(notice);
    },

    isOff: (userId) => isSwitchedOff(deps.db, userId),
    setOff: (userId, isOff, who) => switchNotices(deps, userId, isOff, who),
  };
}
