import { beforeEach, describe, expect, it } from 'vitest';
import { learnRules, type KnownRules } from '../../src/lib/engine/learn-rules';
import { Presences } from '../../src/lib/engine/presences';
import { loadOutbox } from '../../src/lib/store/outbox';
import { StanzaError } from '../../src/lib/xmpp/requests';
import { parseInfo } from '../../src/lib/xmpp/xep/0030-disco';
import { computeVer } from '../../src/lib/xmpp/xep/0115-caps';
import { answering, stanza } from '../support/requests';
import { JULIET, ROMEO } from './memory-account';
import { body, converse, type Conversation } from './said';

const info = (...hearts: string[]) => `<query xmlns='http://jabber.org/protocol/disco#info'>
  <identity category='client' type='web'/><feature var='urn:xmpp:reactions:0'/>
  ${
    hearts.length > 0
      ? `<x xmlns='jabber:x:data' type='result'>
  <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:reactions:0:restrictions</value></field>
  <field var='max_reactions_per_user'><value>1</value></field>
  <field var='allowlist'>${hearts.map((one) => `<value>${one}</value>`).join('')}</field></x>`
      : ''
  }</query>`;
const verOf = (query: string) => computeVer(parseInfo(stanza(query))!);
const queued = async ({ db }: Conversation) =>
  (await loadOutbox(db, ROMEO)).flatMap(({ task }) => (task.kind === 'reaction' ? [task.emoji] : []));

it('a room’s restrictions hold for what is chosen, and what was chosen can still be taken back', async () => {
  const romeo = await converse({ reactions: { most: 1, allowed: ['❤', '💜'] } });
  await romeo.take(['juliet', 'm1', body('hearts only')]);
  const [{ id } = { id: '' }] = await romeo.lines();
  await romeo.desk.react(romeo.chat, id, ['👍']);
  expect(await queued(romeo)).toEqual([]);
  await romeo.desk.react(romeo.chat, id, ['💜', '👍', '❤️']);
  expect(await queued(romeo)).toEqual([['❤']]);
  await romeo.desk.react(romeo.chat, id, []);
  expect(await queued(romeo)).toEqual([[]]);
});

describe('a contact’s restrictions', () => {
  let romeo: Conversation;
  let presences: Presences;
  let known: KnownRules;
  const learn = (...answers: (string | StanzaError)[]) => {
    const requests = answering(ROMEO, ...answers);
    return learnRules(romeo.context, romeo.lease, requests, presences, known, JULIET).then(() => requests.asked);
  };
  const rules = async () => (await romeo.row())?.reactions;
  const appears = (device: string, ver?: string) =>
    presences.handle({
      ...{ type: 'available', from: `${JULIET}/${device}`, priority: 0 },
      ...(ver && { caps: { node: 'x', ver, hash: 'sha-1' } })
    });

  beforeEach(async () => {
    romeo = await converse();
    await romeo.take([JULIET, 'm1', body('hello')]);
    presences = new Presences(() => undefined, Date.now);
    known = new Map();
  });

  it('are asked of the devices that are there, once for all that can do the same, and are kept when they go', async () => {
    const ver = await verOf(info('❤', '💘'));
    appears('gateway', ver);
    const asked = await learn(info('❤', '💘'));
    expect(asked).toEqual([expect.stringContaining(`get ${JULIET}/gateway`)]);
    expect(await rules()).toEqual({ most: 1, allowed: ['❤', '💘'] });
    expect(await learn()).toEqual([]);
    presences.clear();
    appears('other', ver);
    expect(await learn()).toEqual([]);
    presences.clear();
    expect(await learn(info())).toEqual([expect.stringContaining(`get ${JULIET} `)]);
    expect(await rules()).toEqual({ most: 1, allowed: ['❤', '💘'] });
    appears('free', await verOf(info()));
    await learn(info());
    expect(await rules()).toBeUndefined();
  });

  it('are believed of one device alone where its name for them is a lie, and unknown where it says nothing', async () => {
    const lie = await verOf(info());
    appears('liar', lie);
    await learn(info('❤'));
    expect(known.has(lie)).toBe(false);
    expect(await rules()).toMatchObject({ allowed: ['❤'] });
    presences.clear();
    appears('silent');
    await learn(new StanzaError('service-unavailable', 'cancel'));
    expect(await rules()).toMatchObject({ allowed: ['❤'] });
    await expect(learn(new StanzaError('closed'))).rejects.toMatchObject({ condition: 'closed' });
  });
});
