import { describe, expect, it } from 'vitest';
import { extensionOf, shortName } from './file-name';

describe('the name of a file', () => {
  it('is shown whole while it is short', () => expect(shortName('holiday.pdf')).toBe('holiday.pdf'));

  it('keeps its end, and no half letters', () => {
    expect(shortName(`${'a'.repeat(60)}-report.pdf`)).toBe(`${'a'.repeat(27)}…a-report.pdf`);
    expect(shortName('😀'.repeat(50))).toBe(`${'😀'.repeat(27)}…${'😀'.repeat(12)}`);
  });

  it('tells the kind by its end', () => {
    expect(['a.PDF', 'a.tar.gz', 'none', 'a.verylong', 'a.'].map(extensionOf)).toEqual(['PDF', 'GZ', '', '', '']);
  });
});
