const reasons: [reason: string, sites: string[]][] = [
  [
    'only where something is encrypted; kill-encryption.test.ts has that',
    [
      'commit.ts: this.#opened(message, message.sealed, chat, order / 1000)',
      'commit.ts: this.#find(message) (2)',
      'commit.ts: this.unsealer.open(this.tx, message, sealed)',
      'commit.ts: isOwnEcho(this.tx, this.topics, this.account, message, stamp'
    ]
  ],
  [
    'only where what is encrypted is found by its words, or comes into a group: nothing was written yet',
    [
      'archive.ts: this.encryption?.unsealer(entries.map(({ message }) => messa',
      'room-catch-up.ts: encryption.unsealer([at])'
    ]
  ],
  [
    'nobody is left who can read what is to be encrypted; hostile-encryption.test.ts has that',
    ['outbox.ts: this.#refuse(row, closed.error)']
  ],
  [
    'a list of rooms of old, which the scripted server does not keep; room-return.test.ts has one',
    ['room-service.ts: (place.privateNodes ? this.#bookmarks.import(old) : this.#bo']
  ],
  [
    'inside one transaction that forgets a whole conversation, which is killed at its edges',
    [
      "sending.ts: messages.index('place').openCursor(between(account, chat))",
      'sending.ts: cursor.continue()',
      'sending.ts: forgetBytes(tx, cursor.value)',
      'sending.ts: cursor.delete()',
      "sending.ts: tx.objectStore('annotations').delete(under(account, chat))",
      'sending.ts: outbox.getAll(under(account))',
      'sending.ts: outbox.delete([account, seq])'
    ]
  ],
  [
    'said about a message that is not here yet; annotations.test.ts has every order',
    [
      'annotate.ts: this.#keep({ account: this.account, chat, target: about.targ',
      'annotate.ts: takeAnnotations(tx, account, row.chat, ids, async (one) => {',
      'annotate.ts: this.#may(one.says, one.author, row)',
      'annotate.ts: this.#mayWait(message, says, accepted)',
      "annotate.ts: this.tx.objectStore('people').get([this.account, sender])",
      "annotate.ts: this.tx.objectStore('annotations').get([row.account, row.cha",
      'annotate.ts: saveAnnotation(this.tx, row)',
      'commit.ts: this.#annotator.put(row, was)',
      'commit.ts: this.#changed(chat, was, row)'
    ]
  ],
  [
    'only in groups that do not tell their people apart; annotations.test.ts has one',
    [
      'annotate.ts: this.#isPrivate(chat)',
      'annotate.ts: this.#isPrivate(bareOf(chat))',
      'annotate.ts: loadRoom(this.tx, this.account, room)'
    ]
  ],
  [
    'the message that it is about never came into the group; annotations.test.ts has one',
    ['outbox.ts: this.#finish([row.seq])']
  ],
  ['a file that was taken back', ["sending.ts: tx.objectStore('blobs').delete([account, file.key])"]],
  [
    'depends on who is faster: the archive has put a message above one that was read already',
    ['commit.ts: this.readUpTo(chat, order)']
  ],
  [
    'a message must be ten seconds old; inbox.test.ts moves the clock',
    ['inbox.ts: loadCoverage(tx, account, archive)', 'inbox.ts: saveCoverage(tx, account, archive, intervals)']
  ],
  [
    'only while the archive is read, or after a message that breaks; inbox.test.ts has both',
    ['inbox.ts: new Promise<void>((resolve) => this.#waiting.push(resolve))', 'inbox.ts: this.#commit([message])']
  ],
  [
    'only without stream management, which every server of ours has',
    [
      'outbox.ts: ping(sender, domainOf(this.context.account))',
      'outbox.ts: this.acked(number)',
      'outbox.ts: this.acked(number) (2)'
    ]
  ],
  [
    'a message that no server takes is refused before anything is sent; outbox.test.ts has one',
    [
      'outbox.ts: write(db, announce, this.lease, STORES, async (tx, topics) =',
      "outbox.ts: tx.objectStore('outbox').get([account, seq])",
      'outbox.ts: giveUp(tx, topics, row, error)'
    ]
  ],
  [
    'a request of another address: nothing is kept; hostile.test.ts asks',
    ["stanza-router.ts: db.get('people', [account, from])"]
  ],
  [
    'only at the first login on a device, when nothing is stored; archive.test.ts has one',
    ['archive.ts: this.#hasStored()', "archive.ts: db.getAll('messages', under(account), PAGE)"]
  ],
  [
    'only a search for what is answered waits for another page; nothing is stored between them',
    ['stream-service.ts: Promise.allSettled([other])']
  ],
  [
    'only a search further back reads the archive like that; search-back.test.ts has it',
    [
      'archive.ts: this.#coverage() (7)',
      'archive.ts: this.#coverage(filter) (2)',
      'archive.ts: this.#query({ ...(filter && { with: filter }), before: upper (2)',
      "archive.ts: this.#store(...this.#downward(page, upper, gap?.lower, 'none",
      'archive.ts: this.#query({ ...(chat && { with: chat }), fullText: words, ',
      'archive.ts: storeApart(this.context, this.lease, this.knownSince(), entr'
    ]
  ],
  [
    'only a server that is starting or ending misses its archive; archive-page.test.ts has one',
    ["stream-service.ts: db.get('coverage', [account, account, ''])", 'stream-service.ts: this.#hadArchive()']
  ],
  [
    'what is shown and never kept: who may know that we type',
    ["stream-service.ts: db.get('people', [account, bareJid(address) ?? address])"]
  ],
  [
    'a nickname is told anew at every login, and is no message',
    [
      'stanza-router.ts: this.options.contacts.nick(event.from, name)',
      "contacts.ts: db.get('people', [account, address])",
      'contacts.ts: this.#write(async (tx) => { await savePerson(tx, { ...(await',
      'contacts.ts: savePerson(tx, { ...(await loadPerson(tx, account, address))',
      'contacts.ts: loadPerson(tx, account, address) (3)',
      "contacts.ts: db.get('accounts', account)",
      "contacts.ts: write(db, announce, this.lease, ['accounts', 'outbox'], asyn",
      "contacts.ts: tx.objectStore('outbox').getAll(under(account))",
      'contacts.ts: changeAccount(tx, account, { name })'
    ]
  ],
  [
    'which picture somebody has is told anew at every login',
    ["stanza-router.ts: context.db.get('people', [context.account, event.from])"]
  ],
  ['every message here has an archive id, so the read mark goes by the node', ['errands.ts: arrived(sender)']],
  [
    'no server refuses to block an address that is one',
    [
      "errands.ts: write(db, announce, lease, ['people'], async (tx, topics) =>",
      'errands.ts: loadPerson(tx, account, task.address)',
      'errands.ts: savePerson(tx, { ...person, blocked: !task.blocked })'
    ]
  ],
  [
    'a pack of stickers is uploaded by a browser alone; stickers.test.ts has its steps',
    ["errands.ts: import('./own-packs')", 'errands.ts: publishPack(...args)']
  ],
  [
    'for servers that do not know all options of a node',
    [
      'private-node.ts: publish(requests, node, id, payload(), least)',
      "private-node.ts: configureNode(requests, node, [...least, ['max_items', '1000",
      'private-node.ts: publish(requests, node, id, payload(), least) (2)'
    ]
  ],
  [
    'for servers that keep the list of rooms in the old place, or in none',
    [
      "bookmarks.ts: fetchPrivateXml(requests, 'storage', OLD_BOOKMARKS)",
      "bookmarks.ts: fetchPrivateXml(requests, 'storage', OLD_BOOKMARKS) (2)",
      'bookmarks.ts: storePrivateXml(requests, buildOldBookmarks({ ...list, bookm',
      'bookmarks.ts: this.#take(tx, bookmarks, waiting) (2)',
      "bookmarks.ts: addTask(tx, account, { kind: 'bookmark', address: room })",
      'room-service.ts: fetchOldBookmarks(requests)'
    ]
  ],
  [
    'a room is asked only after silence, or after it has thrown a message away; rooms-life.test.ts has both',
    [
      "outbox.ts: db.get('outbox', [account, echo.seq])",
      'outbox.ts: this.rooms.check(echo.room)',
      "outbox.ts: this.#refuse(row, 'message-refused')",
      'stream-service.ts: this.rooms.check(room)',
      'stream-service.ts: this.#router?.settled()',
      'room-service.ts: this.check(address)',
      'room-service.ts: this.check(room)',
      'room-service.ts: selfPing(stream, address, room.nick)'
    ]
  ],
  [
    'what is asked again about a room is nothing that could be lost',
    [
      'room-service.ts: this.learn(room) (2)',
      'room-service.ts: this.learn(room) (3)',
      'room-service.ts: this.#fetchMembers(room, stream) (2)',
      'room-service.ts: this.#fetchMembers(room, stream) (3)',
      'room-service.ts: this.#settle(room)'
    ]
  ],
  [
    'only on a device that knows nothing of a room; rooms-life.test.ts and thrift.test.ts have one',
    [
      'archive.ts: this.#fillDown(lowest, undefined)',
      'room-catch-up.ts: isEnough(context, room, newest)',
      'room-catch-up.ts: storeAsEdge(commit, at)',
      "room-catch-up.ts: db.get('chats', [account, room.address])",
      "room-catch-up.ts: commit.store(message, 'none')"
    ]
  ],
  [
    'only for a second invitation, or one in the name of a person; hostile-room.test.ts has both',
    [
      'room-marks.ts: isOfFriend(tx, account, known.invitation)',
      'room-marks.ts: loadRoom(tx, chat.account, chat.chat)',
      "room-marks.ts: tx.objectStore('rooms').put(row)"
    ]
  ],
  [
    'a guest who may not make members, and an invitation by the room itself; rooms-life.test.ts has both',
    ['room-errands.ts: ping(sender)', 'room-errands.ts: ping(sender) (2)']
  ],
  [
    'another device has changed the contacts while this one was away; the roster is read whole at each login',
    [
      'contacts.ts: savePerson(tx, row)',
      'contacts.ts: savePerson(tx, unlisted(row))',
      'contacts.ts: savePerson(tx, { ...row, asks: false })',
      "contacts.ts: addTask(tx, account, { kind: 'presence', address, type: 'sub",
      'contacts.ts: savePerson(tx, { ...row, blocked: blocked.has(row.address) }',
      "contacts.ts: tx.objectStore('people').getAll(under(account)) (3)",
      'contacts.ts: all()'
    ]
  ]
];

/** Awaits that no scenario is sure to reach, and why. */
export const RARELY_REACHED = new Map(
  reasons.flatMap(([reason, sites]) => sites.map((site) => [site, reason] as const))
);
