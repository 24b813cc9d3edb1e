import type { LayoutReport } from '../adapter.ts';
import { parseGuardedLiterals, parseLiteral } from '../literals/parse-literal.ts';
import type { TapFrame } from '../page-tap/tap-frame.ts';
import type { SlicedWork, SliceRunner } from '../sliced-work.ts';
import type { Aliases } from './aliases.ts';
import { serverMadeId } from './aliases.ts';
import { outlineOfTree } from './layout-outline.ts';
import type { MessageStates, Sighting, StateReport } from './message-states.ts';
import { type MailRecord, type SyncReading, stateOf } from './readers/mail-record.ts';
import { readClassic } from './readers/read-classic.ts';
import { readEmbedded } from './readers/read-embedded.ts';

export interface TrafficReaderDependencies {
  states: MessageStates;
  aliases: Aliases;
  runner: SliceRunner;
  report(reports: StateReport[], noticedBy: Source): void;
  /** Addresses the mailbox was seen to write from. */
  ownAddress(email: string): void;
  trouble(report: Omit<LayoutReport, 'site'>): void;
}

/** Ids, addresses and headers are shorter; a longer text is somebody's words and is not looked at. */
const MAX_STRING_CHARS = 4000;

type Source = 'traffic' | 'embedded';

/** Told together; more would hold the thread for whoever listens. */
const REPORTS_AT_ONCE = 100;

/** Reads what the page-tap sends, text by text and in slices, and tells what it means for the states of messages. */
export function createTrafficReader(dependencies: TrafficReaderDependencies) {
  const { states, aliases, runner, report, ownAddress, trouble } = dependencies;
  const options = { maxStringChars: MAX_STRING_CHARS };

  const learn = (record: MailRecord) => {
    const state = record.labels === undefined ? undefined : stateOf(record.labels);
    if (state !== 'sent' && state !== 'received') return;
    aliases.learn(record);
    if (state === 'sent' && record.from !== undefined) ownAddress(record.from.email);
  };

  const readSyncText = async (frame: TapFrame, sighting: Sighting, signal: AbortSignal) => {
    const source = sighting.path === 'embedded' ? 'embedded' : 'traffic';
    const tree = await runner.run(parseLiteral(frame.text, options), signal);
    const reading = tree === undefined ? undefined : await runner.run(readEmbedded(tree, options), signal);
    const found = (reading?.messages.length ?? 0) + (reading?.labelChanges.length ?? 0);
    if (reading === undefined || (found === 0 && reading.accounts.length === 0 && isExpectedToHoldMail(frame))) {
      trouble({ source, missing: `no-record-in-${frame.kind}-${frame.tag}`, outline: outlineOfTree(tree) });
    }
    if (reading !== undefined) await runner.run(tell(reading, sighting, source), signal);
  };

  function* tell({ messages, labelChanges }: SyncReading, sighting: Sighting, source: Source): SlicedWork<void> {
    let reports: StateReport[] = [];
    for (const record of messages) {
      if (sighting.path !== 'request') learn(record);
      reports.push(...states.record(record, sighting));
      if (reports.length < REPORTS_AT_ONCE) continue;
      report(reports, source);
      reports = [];
      yield;
    }
    for (const change of labelChanges) reports.push(...states.labels(change, sighting));
    report(reports, source);
  }

  const readClassicText = async (frame: TapFrame, sighting: Sighting, signal: AbortSignal) => {
    const literals = await runner.run(parseGuardedLiterals(frame.text, options), signal);
    const reading = await runner.run(readClassic(literals), signal);
    const { messages, sentLegacyHex } = reading;
    const sent = sentLegacyHex === undefined ? [] : [{ legacyHex: sentLegacyHex, labels: ['^f'] }];
    const records = [...messages, ...sent].map((record) => named(record, aliases));
    await runner.run(tell({ messages: records, labelChanges: [] }, sighting, 'traffic'), signal);
  };

  return async (frame: TapFrame, sighting: Sighting, signal: AbortSignal): Promise<void> => {
    if (frame.kind === 'failed') report(states.failed(frame.exchange), 'traffic');
    else if (frame.tag === 'classic') {
      if (frame.kind === 'answer') await readClassicText(frame, sighting, signal);
    } else await readSyncText(frame, sighting, signal);
  };
}

/** Requests and answers to label changes name messages without describing them; conversations and lists describe. */
function isExpectedToHoldMail(frame: TapFrame): boolean {
  return frame.kind === 'answer' && (frame.tag === 'sync-fd' || frame.tag === 'sync-bv');
}

/** Classic records of received mail have no sync id, but it follows from the legacy one. */
function named(record: MailRecord, aliases: Aliases): MailRecord {
  const { id, legacyHex, threadLegacyHex } = record;
  const known = id ?? (legacyHex === undefined ? undefined : (aliases.messageId(legacyHex) ?? serverMadeId(legacyHex)));
  return {
    ...record,
    ...(known === undefined ? {} : { id: known }),
    ...(threadLegacyHex === undefined ? {} : { threadId: aliases.threadId(threadLegacyHex) }),
  };
}
