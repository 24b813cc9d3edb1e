import type { Delivery, FetchFailure, FetchOrder } from '../model/delivery.ts';
import type { MailReference } from '../model/mail-reference.ts';
import type { SiteId } from '../model/site.ts';
import type { LayoutReport } from './adapter.ts';

/** What the background lets a page do. */
export interface CaptureCommand {
  on: boolean;
  activeReads: boolean;
  orders: FetchOrder[];
}

/** What a capture session asks of the background. A call that nobody answers rejects; it may be asked again. */
export interface BackgroundPort {
  hello(request: { site: SiteId; account?: string; aliases?: string[] }): Promise<CaptureCommand>;
  notice(request: { references: MailReference[] }): Promise<{ orders: FetchOrder[] }>;
  piece(request: { orderId: string; part: number; index: number; data: string }): Promise<{ restart: boolean }>;
  deliver(request: Delivery): Promise<{ outcome: 'stored' | 'restart' | 'not-wanted' }>;
  fetchFailed(request: { orderId: string; failure: FetchFailure }): Promise<unknown>;
  trouble(request: LayoutReport): Promise<unknown>;
  recovered(request: Pick<LayoutReport, 'site' | 'source'>): Promise<unknown>;
}
