import { describe, expect, it } from 'vitest';
import { isMatch } from './match';

const jose = { name: 'José Ñandú', address: 'pepe@casa.example' };

describe('isMatch', () => {
  it.each(['jose', 'JOSÉ', ' nandu ', 'pepe@', 'casa', ''])('finds %j', (query) =>
    expect(isMatch(query, jose)).toBe(true)
  );
  it.each(['josef', 'pepe@other'])('does not find %j', (query) => expect(isMatch(query, jose)).toBe(false));
});
