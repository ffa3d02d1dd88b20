import { describe, expect, it } from 'vitest';
import { balanceDirections } from './bidi';

const RLO = '\u202E';
const PDF = '\u202C';
const RLI = '\u2067';
const PDI = '\u2069';

describe('balanceDirections', () => {
  it('keeps what is balanced', () => {
    for (const text of ['plain', `a ${RLO}b${PDF} c`, `a ${RLI}b ${RLO}c${PDF}${PDI} d`]) {
      expect(balanceDirections(text)).toBe(text);
    }
  });

  it('drops an override that nobody closes', () => {
    expect(balanceDirections(`photo${RLO}gpj.exe`)).toBe('photogpj.exe');
  });

  it('drops closers that open nothing', () => {
    expect(balanceDirections(`a${PDF}b${PDI}c`)).toBe('abc');
  });

  it('drops an override left open inside an isolate', () => {
    expect(balanceDirections(`${RLI}a${RLO}b${PDI}c`)).toBe(`${RLI}ab${PDI}c`);
  });

  it('pairs within a paragraph only', () => {
    expect(balanceDirections(`a${RLO}b\nc${PDF}d`)).toBe('ab\ncd');
  });

  it('stays linear on many controls', () => {
    const started = performance.now();
    expect(balanceDirections(RLO.repeat(100_000))).toBe('');
    expect(balanceDirections((RLO + PDI).repeat(50_000))).toBe('');
    expect(balanceDirections(RLI + RLO.repeat(100_000) + PDI)).toBe(RLI + PDI);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
