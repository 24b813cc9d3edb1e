import type { LayoutReport } from '../adapter.ts';
import type { TapFrame } from '../page-tap/tap-frame.ts';
import type { SliceRunner } from '../sliced-work.ts';
import type { Aliases } from './aliases.ts';
import { serverMadeId } from './aliases.ts';
import { outlineOfTree } from './layout-outline.ts';
import type { MessageStates, Sighting, StateReport } from './message-states.ts';
import { type MailRecord, stateOf } from './readers/mail-record.ts';
import { parseGuardedLiterals, parseLiteral } from './readers/parse-literal.ts';
import { readClassic } from './readers/read-classic.ts';
import { readEmbedded } from './readers/read-embedded.ts';

export interface TrafficReaderDependencies {
  states: MessageStates;
  aliases: Aliases;
  runner: SliceRunner;
  report(reports: StateReport[], noticedBy: 'traffic' | 'embedded'): void;
  /** Addresses the mailbox was seen to write from. */
  ownAddress(email: string): void;
  trouble(report: Omit<LayoutReport, 'site'>): void;
}

/** Ids, addresses and headers are shorter; a longer text is somebody's words and is not looked at. */
const MAX_STRING_CHARS = 4000;

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
    const reports: StateReport[] = [];
    for (const record of reading?.messages ?? []) {
      if (sighting.path !== 'request') learn(record);
      reports.push(...states.record(record, sighting));
    }
    for (const change of reading?.labelChanges ?? []) reports.push(...states.labels(change, sighting));
    report(reports, source);
  };

  const readClassicText = async (frame: TapFrame, sighting: Sighting, signal: AbortSignal) => {
    const literals = await runner.run(parseGuardedLiterals(frame.text, options), signal);
    const reading = await runner.run(readClassic(literals), signal);
    const reports: StateReport[] = [];
    for (const message of reading.messages) {
      const record = named(message, aliases);
      learn(record);
      reports.push(...states.record(record, sighting));
    }
    if (reading.sentLegacyHex !== undefined) {
      const record = named({ legacyHex: reading.sentLegacyHex, labels: ['^f'] }, aliases);
      reports.push(...states.record(record, sighting));
    }
    report(reports, 'traffic');
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
