import { expect, it } from 'vitest';
import { type Sight, toSight } from '../../../components/to-sight.ts';
import type { NoticeSource } from '../../../utils/model/layout-report.ts';

it.each<[Sight, NoticeSource[], NoticeSource[]]>([
  ['whole', [], []],
  ['page-alone', ['traffic'], []],
  ['traffic-alone', ['dom'], []],
  ['late', ['embedded'], []],
  ['page-alone', ['traffic', 'embedded'], []],
  ['none', ['dom', 'traffic'], []],
  ['whole', [], ['dom', 'traffic', 'embedded']],
  ['traffic-alone', ['dom'], ['traffic']],
])('is %s where %j lack something and %j do no more', (sight, lasting, over) => {
  const troubles = [...lasting.map((source) => ({ source })), ...over.map((source) => ({ source, overAt: 5 }))];
  expect(toSight(troubles)).toBe(sight);
});
