import { describe, expect, it } from 'vitest';
import { type Status, type StatusFacts, toStatus } from '../../../components/popup/to-status.ts';
import { fakeSummary, NOW } from '../../support/ui/fake-entry.ts';

function facts(overrides: Partial<StatusFacts> = {}): StatusFacts {
  return {
    consentGiven: true,
    captureOn: true,
    connected: true,
    missingHosts: [],
    online: true,
    summary: fakeSummary(),
    ...overrides,
  };
}

const waiting = { waiting: 3 };

describe('the state in one sentence', () => {
  it.each<[string, Partial<StatusFacts>, Status]>([
    ['asks for consent before anything else', { consentGiven: false, captureOn: false }, { kind: 'consent-missing' }],
    [
      'says off, and how much waits, whatever else is wrong',
      { captureOn: false, connected: false, summary: fakeSummary({ waiting: 2, toRead: 1 }) },
      { kind: 'capture-off', waiting: 3 },
    ],
    ['asks to connect', { connected: false, missingHosts: ['crm.example.com'] }, { kind: 'not-connected' }],
    [
      'names hosts the browser refuses',
      { missingHosts: ['crm.example.com'], summary: fakeSummary(waiting) },
      { kind: 'no-access', hosts: ['crm.example.com'] },
    ],
    [
      'asks to sign in although the network is down as well',
      { online: false, summary: fakeSummary({ ...waiting, reason: 'sign-in-needed' }) },
      { kind: 'sign-in', waiting: 3 },
    ],
    ['says offline when the browser is', { online: false, summary: fakeSummary(waiting) }, { kind: 'offline' }],
    [
      'says when the CRM is tried next',
      { summary: fakeSummary({ ...waiting, reason: 'crm-unavailable', nextAttemptAt: NOW }) },
      { kind: 'crm-unavailable', nextAttemptAt: NOW },
    ],
    [
      'says that the CRM slowed us down',
      { summary: fakeSummary({ ...waiting, reason: 'crm-rate-limit' }) },
      { kind: 'crm-rate-limit' },
    ],
    ['says that the disk is full', { summary: fakeSummary({ reason: 'storage-full' }) }, { kind: 'storage-full' }],
    [
      'is sending while items wait for nothing',
      { summary: fakeSummary({ ...waiting, parked: 1 }) },
      { kind: 'sending' },
    ],
    ['is reading while only the webmail is asked', { summary: fakeSummary({ toRead: 1 }) }, { kind: 'reading' }],
    ['names what needs the rep', { summary: fakeSummary({ parked: 2 }) }, { kind: 'needs-you', parked: 2 }],
    ['is done only after something was logged', {}, { kind: 'done' }],
    ['is ready before anything was logged', { summary: { toRead: 0, waiting: 0, parked: 0 } }, { kind: 'ready' }],
    ['does not speak of offline when nothing waits', { online: false }, { kind: 'done' }],
  ])('%s', (_title, overrides, expected) => {
    expect(toStatus(facts(overrides))).toEqual(expected);
  });
});
