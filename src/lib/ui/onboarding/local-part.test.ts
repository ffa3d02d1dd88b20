import { describe, expect, it } from 'vitest';
import { bareJid } from '../../base/jid';
import { localPartOf } from './local-part';

describe('localPartOf', () => {
  it.each([
    ['Opa Jan', 'opa.jan'],
    ['José Ñandú', 'jose.nandu'],
    ['Jürgen Groß', 'jurgen.gross'],
    ['Łukasz', 'lukasz'],
    ['Søren Æbelø', 'soren.aebelo'],
    ['Юлия Щукина', 'yuliya.shchukina'],
    ['Ольга Соловьёва', 'olga.solovyova'],
    ['Γιώργος', 'giorgos'],
    ["Maeve O'Brien", 'maeve.obrien'],
    ['  .. Tom  😺 ', 'tom'],
    ['a@b/c"d', 'a.b.c.d'],
    ['李小龍', '李小龍'],
    ['أمينة', 'أمينة'],
    ['😺', ''],
    ['', '']
  ])('%s is %j', (name, local) => expect(localPartOf(name)).toBe(local));

  it.each(['Opa Jan', '李小龍', 'أمينة', 'हिन्दी नाम', 'İstanbul', 'x'.repeat(500)])(
    '%s gives a valid address',
    (name) => {
      const address = `${localPartOf(name)}@chat.example`;
      expect(bareJid(address)).toBe(address);
    }
  );
});
